import type { Clock } from '../base/clock.ts'

export interface AdaptiveLimitOptions {
  readonly clock: Clock
  /** @default 2 */
  readonly initial?: number
  /** Never below. @default 1 */
  readonly floor?: number
  /** Never above. @default 16 */
  readonly ceiling?: number
}

/** How a call ended, as far as it tells of how busy its server is; `other` tells nothing. */
export type LoadOutcome = 'ok' | 'busy' | 'deadline' | 'other'

export interface EndedCall {
  readonly outcome: LoadOutcome
  /** Of work that it did, such as texts: calls differ in size, and only time per unit can be compared. */
  readonly units: number
  /** Whether every place was taken while it ran: a limit that nobody reached has not been tried. */
  readonly isFull: boolean
}

/** Of the limit, after a sign of overload. */
const DECREASE = 0.5
/** A round slower than this many times the usual is a queue that grows on the server. */
const TOLERANCE = 1.5
/** How far the usual time moves with each round: slowly up, so that it does not follow a queue, faster down. */
const UP = 0.05
const DOWN = 0.25

/**
 * How many calls a server of unknown strength is given at once: additive increase, multiplicative decrease, as TCP
 * does it (RFC 5681 §3.1) and as Netflix' concurrency-limits does for calls (AIMDLimit; against a long-term average
 * of latency, not its minimum, as in Gradient2Limit, since a minimum stays impractically low).
 *
 * One more place after a round, which is as many successes as there are places, where they were all in use. Half as
 * many on a busy answer, a deadline, or a round whose time per unit is 1.5 times the usual. A call that began
 * before the last decrease tells of the limit before it and changes nothing, as one loss in a window counts once.
 */
export class AdaptiveLimit {
  readonly #clock: Clock
  readonly #floor: number
  readonly #ceiling: number
  #value: number
  #decreasedAt = Number.NEGATIVE_INFINITY
  /** Milliseconds per unit; null before the first round. */
  #usual: number | null = null
  #round = emptyRound()

  constructor({ clock, initial = 2, floor = 1, ceiling = 16 }: AdaptiveLimitOptions) {
    if (!(1 <= floor && floor <= ceiling)) {
      throw new RangeError(`AdaptiveLimit floor must be from 1 to ceiling (${ceiling}), got ${floor}`)
    }
    this.#clock = clock
    this.#floor = floor
    this.#ceiling = ceiling
    this.#value = Math.min(Math.max(initial, floor), ceiling)
  }

  /** Calls at once, a whole number. */
  get value(): number {
    return this.#value
  }

  /** A call begins: what it returns is for `end`. */
  begin(): number {
    return this.#clock.monotonic()
  }

  end(begunAt: number, { outcome, units, isFull }: EndedCall): void {
    if (begunAt < this.#decreasedAt) return
    if (outcome === 'busy' || outcome === 'deadline') this.#decrease()
    else if (outcome === 'ok' && units > 0) this.#succeeded(this.#clock.monotonic() - begunAt, units, isFull)
  }

  #succeeded(ms: number, units: number, isFull: boolean): void {
    const round = this.#round
    round.calls++
    round.units += units
    round.ms += ms
    round.isFull ||= isFull
    if (round.calls < this.#value) return
    this.#round = emptyRound()
    if (this.#isSlow(round.ms / round.units)) this.#decrease()
    else if (round.isFull) this.#value = Math.min(this.#value + 1, this.#ceiling)
  }

  #isSlow(msPerUnit: number): boolean {
    const usual = this.#usual ?? msPerUnit
    this.#usual = usual + (msPerUnit - usual) * (msPerUnit > usual ? UP : DOWN)
    return msPerUnit > usual * TOLERANCE
  }

  #decrease(): void {
    this.#value = Math.max(this.#floor, Math.floor(this.#value * DECREASE))
    this.#decreasedAt = this.#clock.monotonic()
    this.#round = emptyRound()
  }
}

function emptyRound() {
  return { calls: 0, units: 0, ms: 0, isFull: false }
}
