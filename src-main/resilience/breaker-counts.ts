import type { BreakerSnapshot, BreakerState } from '../../src-shared/schemas/resilience.ts'
import { toAppError } from '../base/app-error.ts'
import { saidBy } from './call-outcome.ts'
import { presentableCause } from './cause.ts'
import type { Outcome } from './permit.ts'

export interface BreakerTotals {
  success: number
  failure: number
  neutral: number
  rejected: number
  /** By `from>to`, e.g. `closed>open`. */
  transitions: ReadonlyMap<string, number>
}

type Counted = Pick<
  BreakerSnapshot,
  | 'total'
  | 'successes'
  | 'failures'
  | 'neutral'
  | 'rejected'
  | 'inFlight'
  | 'consecutiveFailures'
  | 'consecutiveSuccesses'
  | 'lastChange'
  | 'lastFailure'
  | 'transitions'
>

const nothing: Readonly<BreakerTotals> = {
  success: 0,
  failure: 0,
  neutral: 0,
  rejected: 0,
  transitions: new Map(),
}

/** What happened to a breaker. Nothing here decides anything. */
export class BreakerCounts {
  /** Since the start; a reset does not take them back, as Prometheus wants of counters. */
  readonly totals: BreakerTotals = { ...nothing }
  #atReset: Readonly<BreakerTotals> = nothing
  #inFlight = 0
  #consecutiveFailures = 0
  #consecutiveSuccesses = 0
  #lastChange: number
  #lastFailure: { readonly at: number; readonly error: unknown } | null = null

  /** @param now epoch milliseconds, as everywhere here */
  constructor(now: number) {
    this.#lastChange = now
  }

  /** What the newest failure threw; undefined where there was none since the reset. */
  get lastError(): unknown {
    return this.#lastFailure?.error
  }

  started(): void {
    this.#inFlight++
  }

  rejected(): void {
    this.totals.rejected++
  }

  settled(outcome: Outcome): void {
    this.#inFlight--
    this.totals[outcome]++
  }

  /** Beside `settled`: a success that counted in the state it was begun in. */
  succeeded(): void {
    this.#consecutiveSuccesses++
    this.#consecutiveFailures = 0
  }

  /** Beside `settled`: a failure that counted in the state it was begun in. */
  failed(error: unknown, now: number): void {
    this.#consecutiveFailures++
    this.#consecutiveSuccesses = 0
    this.#lastFailure = { at: now, error }
  }

  changed(from: BreakerState, to: BreakerState, now: number): void {
    const key = `${from}>${to}`
    // Seldom enough to copy it; so all breakers that never changed share one, and a reset needs no copy.
    const { transitions } = this.totals
    this.totals.transitions = new Map(transitions).set(key, (transitions.get(key) ?? 0) + 1)
    this.#lastChange = now
  }

  reset(): void {
    this.#atReset = { ...this.totals }
    this.#consecutiveFailures = 0
    this.#consecutiveSuccesses = 0
    this.#lastFailure = null
  }

  snapshot(): Counted {
    const since = (key: 'success' | 'failure' | 'neutral' | 'rejected') =>
      this.totals[key] - this.#atReset[key]
    const times = (key: string) =>
      (this.totals.transitions.get(key) ?? 0) - (this.#atReset.transitions.get(key) ?? 0)
    const [successes, failures, neutral, rejected] = [
      since('success'),
      since('failure'),
      since('neutral'),
      since('rejected'),
    ]
    return {
      // Calls that were under way at the reset are among those since: they end after it.
      total: successes + failures + neutral + rejected + this.#inFlight,
      ...{ successes, failures, neutral, rejected, inFlight: this.#inFlight },
      consecutiveFailures: this.#consecutiveFailures,
      consecutiveSuccesses: this.#consecutiveSuccesses,
      lastChange: new Date(this.#lastChange).toISOString(),
      lastFailure: this.#lastFailure && failureOf(this.#lastFailure),
      transitions: {
        closedToOpen: times('closed>open'),
        openToHalfOpen: times('open>half_open'),
        halfOpenToClosed: times('half_open>closed'),
        halfOpenToOpen: times('half_open>open'),
      },
    }
  }
}

function failureOf({
  at,
  error,
}: {
  readonly at: number
  readonly error: unknown
}): BreakerSnapshot['lastFailure'] {
  return {
    at: new Date(at).toISOString(),
    code: toAppError(error).code,
    message: presentableCause(saidBy(error)),
  }
}
