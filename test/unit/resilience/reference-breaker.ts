import type { BreakerSettings, BreakerState } from '../../../src-shared/schemas/resilience.ts'

type Outcome = 'success' | 'failure' | 'neutral'

/** A stretch of time in one state. */
interface Period {
  readonly state: BreakerState
  /** When it began; −∞ where the rest of it was called off by hand. */
  since: number
}

export interface ReferenceCall {
  /** The one that it was asked for in, or made by. */
  readonly period: Period
  readonly wasMade: boolean
  /** When it was made or showed a sign of life last. */
  lastSign: number
  /** Null while it is under way. An outcome that came in another period than the call's own is neutral. */
  outcome: Outcome | null
  /** It ended, or was rejected, before the last reset. */
  isForgotten: boolean
}

/**
 * The rules of the breaker as issue 4 and design.md §3.1 word them, written without a look at the breaker: it keeps
 * everything that ever happened and works out each answer from that, slowly.
 */
export class ReferenceBreaker {
  readonly #settings: BreakerSettings
  readonly #periods: Period[] = [{ state: 'closed', since: 0 }]
  /** Every call that was ever asked for. */
  readonly #calls: ReferenceCall[] = []
  /** Those that counted as success or failure, in the order of their ends. */
  #counted: ReferenceCall[] = []
  #periodsAtReset = 1
  #now = 0

  constructor(settings: BreakerSettings) {
    this.#settings = settings
  }

  get state(): BreakerState {
    return this.#period.state
  }

  get probeInMs(): number | null {
    const { state, since } = this.#period
    return state === 'open' ? Math.max(0, since + this.#settings.timeoutMs - this.#now) : null
  }

  /** Those that are waited for in the present half-open. */
  get probes(): readonly ReferenceCall[] {
    return this.state === 'half_open'
      ? this.#calls.filter((call) => call.period === this.#period && call.wasMade && call.outcome === null)
      : []
  }

  start(): ReferenceCall {
    if (this.probeInMs === 0) this.#begin('half_open')
    const wasMade =
      this.state === 'closed' ||
      this.state === 'disabled' ||
      (this.state === 'half_open' && this.probes.length < this.#settings.halfOpenMaxCalls)
    const call: ReferenceCall = {
      period: this.#period,
      wasMade,
      lastSign: this.#now,
      outcome: null,
      isForgotten: false,
    }
    this.#calls.push(call)
    return call
  }

  alive(call: ReferenceCall): void {
    call.lastSign = this.#now
  }

  end(call: ReferenceCall, outcome: Outcome): void {
    const isLate = call.period !== this.#period
    call.outcome = isLate ? 'neutral' : outcome
    if (call.outcome === 'neutral') return
    this.#counted.push(call)
    const ofPeriod = this.#counted.filter(({ period }) => period === this.#period)
    if (this.state === 'closed' && outcome === 'failure') {
      const last = ofPeriod.slice(-this.#settings.windowSize)
      const failures = last.filter((one) => one.outcome === 'failure').length
      if (failures >= this.#settings.failureThreshold) this.#begin('open')
    } else if (this.state === 'half_open') {
      if (outcome === 'failure') this.#begin('open')
      else if (ofPeriod.length >= this.#settings.successThreshold) this.#begin('closed')
    }
  }

  /** Time passes; asleep, nothing happens before the end of it. */
  pass(ms: number, asleep = false): void {
    const end = this.#now + ms
    const waits = this.probes.map(({ lastSign }) => lastSign + this.#settings.halfOpenMaxWaitMs)
    const hung = Math.min(...waits)
    if (hung <= end) {
      this.#now = asleep ? end : hung
      this.#begin('open')
    }
    this.#now = end
  }

  probeNow(): void {
    if (this.state === 'open') this.#period.since = Number.NEGATIVE_INFINITY
  }

  byHand(state: 'forced_open' | 'closed' | 'disabled'): void {
    this.#begin(state)
  }

  reset(): void {
    this.#begin('closed')
    for (const call of this.#calls) call.isForgotten ||= call.outcome !== null || !call.wasMade
    this.#counted = []
    this.#periodsAtReset = this.#periods.length
  }

  /** What the breaker's snapshot must say of the same. */
  view() {
    const made = this.#calls.filter((call) => call.wasMade && !call.isForgotten)
    const ended = (outcome: Outcome | null) => made.filter((call) => call.outcome === outcome).length
    const rejected = this.#calls.filter((call) => !call.wasMade && !call.isForgotten).length
    return {
      state: this.state,
      probeInMs: this.probeInMs,
      window: this.#window(),
      total: made.length + rejected,
      successes: ended('success'),
      failures: ended('failure'),
      neutral: ended('neutral'),
      rejected,
      inFlight: ended(null),
      consecutiveFailures: this.#lastInARow('failure'),
      consecutiveSuccesses: this.#lastInARow('success'),
      transitions: {
        closedToOpen: this.#changes('closed', 'open'),
        openToHalfOpen: this.#changes('open', 'half_open'),
        halfOpenToClosed: this.#changes('half_open', 'closed'),
        halfOpenToOpen: this.#changes('half_open', 'open'),
      },
    }
  }

  get #period(): Period {
    return this.#periods.at(-1) as Period
  }

  #begin(state: BreakerState): void {
    this.#periods.push({ state, since: this.#now })
  }

  /** Of the newest closed period. */
  #window(): readonly boolean[] {
    const closed = this.#periods.findLast(({ state }) => state === 'closed')
    return this.#counted
      .filter(({ period }) => period === closed)
      .slice(-this.#settings.windowSize)
      .map(({ outcome }) => outcome === 'success')
  }

  #lastInARow(outcome: Outcome): number {
    const other = this.#counted.findLastIndex((call) => call.outcome !== outcome)
    return this.#counted.length - 1 - other
  }

  #changes(from: BreakerState, to: BreakerState): number {
    return this.#periods.filter(
      (period, at) =>
        at >= this.#periodsAtReset && period.state === to && this.#periods[at - 1]?.state === from,
    ).length
  }
}
