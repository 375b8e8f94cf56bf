import type { WaitingAnswer } from '../../src-shared/schemas/chat.ts'
import type { Clock } from '../base/clock.ts'
import { type Disposable, DisposableStore } from '../base/disposable.ts'
import { Emitter, type Event } from '../base/emitter.ts'
import type { Logger } from '../base/logger.ts'
import type { ModelAvailability } from './model-availability.ts'

/**
 * How an attempt went. `over`: it is answered, stopped or gone. `outage`: the model was not there, and the
 * question is back in its place; `broke` where the model had been there and failed on this very question.
 */
export type AttemptOutcome = 'over' | 'outage' | 'broke'

export interface WaitingLineOptions {
  /** The line as it is kept: first in, first out. */
  readonly line: { waiting(): readonly WaitingAnswer[]; readonly onChanged: Event<unknown> }
  readonly availability: ModelAvailability
  /** Answers one of them. `mayQuote`: with quotations where the model fails once more. Never rejects. */
  readonly attempt: (messageId: string, mayQuote: boolean) => Promise<AttemptOutcome>
  readonly clock: Clock
  readonly log: Logger
}

const FIRST_PAUSE_MS = 1_000
const LONGEST_PAUSE_MS = 30_000
/** A question on which a model that is there fails this often is answered without it: others wait behind it. */
const MAX_BROKEN = 3
/** No faster than this, whatever the availability says. */
const SHORTEST_PAUSE_MS = 100

/**
 * Answers the questions that wait for the chat model one after the other, as soon as it is there; the first may
 * be the probe that finds out. Holds no question itself: all of them are in the database.
 */
export class WaitingLine implements Disposable {
  readonly #options: WaitingLineOptions
  readonly #owned = new DisposableStore()
  readonly #changed = new Emitter<null>()
  /** Whenever who waits, their order or `retryAt` has changed. */
  readonly onChange = this.#changed.event
  readonly #broken = new Map<string, number>()
  #waiting: readonly WaitingAnswer[] = []
  #attempting = false
  #closed = false
  #failures = 0
  #pausedUntil = 0
  #wasUp: boolean
  #timer: Disposable | undefined
  #retryAt: number | null = null

  constructor(options: WaitingLineOptions) {
    this.#options = options
    this.#wasUp = options.availability.isUp
    this.#owned.add(options.line.onChanged(() => this.advance()))
    this.#owned.add(options.availability.onChange(() => this.#availabilityChanged()))
  }

  /** First in line first. */
  get waiting(): readonly WaitingAnswer[] {
    return this.#waiting
  }

  /**
   * Epoch milliseconds at which the first is attempted again, though nothing changes; null: nothing is waited for,
   * or nothing but a short breath after a failure of a model that is up.
   */
  get retryAt(): number | null {
    return this.#retryAt
  }

  /** Attempts the first in line, if it can be now; else as soon as that may have changed. */
  advance(): void {
    if (this.#closed) return
    void this.#timer?.dispose()
    const [first] = this.#look()
    if (this.#attempting) return
    if (!first) {
      this.#retry(null)
      this.#failures = 0
      this.#broken.clear()
      return
    }
    const pause = this.#pause()
    const { isAvailable, isUp } = this.#options.availability
    this.#retry(pause === 0 || !isAvailable || isUp ? null : pause)
    if (pause === 0) void this.#attempt(first.messageId)
    else if (pause !== null) this.#timer = this.#options.clock.after(pause, () => this.advance())
  }

  #retry(pause: number | null): void {
    const before = this.#retryAt
    this.#retryAt = pause === null ? null : this.#options.clock.now() + pause
    if (before !== this.#retryAt) this.#changed.fire(null)
  }

  dispose(): Promise<void> {
    this.#closed = true
    void this.#timer?.dispose()
    this.#changed.dispose()
    return this.#owned.dispose()
  }

  #look(): readonly WaitingAnswer[] {
    const before = this.#waiting
    try {
      this.#waiting = this.#options.line.waiting()
    } catch (error) {
      this.#options.log.warn({ err: error }, 'the waiting questions could not be read')
      this.#timer = this.#options.clock.after(LONGEST_PAUSE_MS, () => this.advance())
      return []
    }
    if (JSON.stringify(before) !== JSON.stringify(this.#waiting)) this.#changed.fire(null)
    return this.#waiting
  }

  /** Milliseconds until the next attempt; null: until something changes. */
  #pause(): number | null {
    const { availability, clock } = this.#options
    const rest = Math.max(0, this.#pausedUntil - clock.monotonic())
    if (availability.isAvailable) return rest
    return availability.nextTryMs === null ? null : Math.max(availability.nextTryMs, rest, SHORTEST_PAUSE_MS)
  }

  async #attempt(messageId: string): Promise<void> {
    this.#attempting = true
    const broken = this.#broken.get(messageId) ?? 0
    const outcome = await this.#options.attempt(messageId, broken >= MAX_BROKEN)
    this.#attempting = false
    if (outcome === 'over') {
      this.#failures = 0
      this.#pausedUntil = 0
      this.#broken.delete(messageId)
    } else {
      if (outcome === 'broke') this.#broken.set(messageId, broken + 1)
      const pause = Math.min(FIRST_PAUSE_MS * 2 ** this.#failures++, LONGEST_PAUSE_MS)
      this.#pausedUntil = this.#options.clock.monotonic() + pause
    }
    this.advance()
  }

  /**
   * A model that has come back is asked at once: the pauses were for the one that failed. One that may only be
   * probed is not run after.
   */
  #availabilityChanged(): void {
    const { availability, clock } = this.#options
    const isBack = availability.isUp && !this.#wasUp
    this.#wasUp = availability.isUp
    if (isBack) {
      this.#pausedUntil = 0
      this.#failures = 0
    } else if (availability.isAvailable) {
      this.#pausedUntil = Math.min(this.#pausedUntil, clock.monotonic() + FIRST_PAUSE_MS)
    }
    this.advance()
  }
}
