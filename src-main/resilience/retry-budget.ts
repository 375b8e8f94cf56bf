import type { Clock } from '../base/clock.ts'
import { SlidingCount } from './sliding-count.ts'

export interface RetryBudgetSettings {
  /** Retries for each call of the last minute. */
  readonly share: number
  /** Retries in a minute that are allowed however few calls there were. */
  readonly floor: number
}

/**
 * A tenth, so that retries never make an outage much worse than it is. The floor lets a lone question be retried
 * at all (Finagle's RetryBudget has minRetriesPerSec for that): both retries of one call.
 */
export const defaultRetryBudget: RetryBudgetSettings = { share: 0.1, floor: 2 }

/**
 * How many retries are made, over all calls to one server. At the moment of every retry the last 60 s hold no more
 * of them than `floor` or, where that is more, `share` of the calls in them.
 */
export class RetryBudget {
  readonly settings: RetryBudgetSettings
  readonly #calls: SlidingCount
  readonly #retries: SlidingCount

  /** Throws RangeError for a setting that makes no sense. */
  constructor(clock: Clock, settings: Partial<RetryBudgetSettings> = {}) {
    this.settings = { ...defaultRetryBudget, ...settings }
    for (const [name, value] of Object.entries(this.settings)) {
      if (!(value >= 0)) throw new RangeError(`RetryBudget ${name} must be 0 or more, got ${value}`)
    }
    this.#calls = new SlidingCount(clock)
    this.#retries = new SlidingCount(clock)
  }

  /** A call is made for the first time. */
  deposit(): void {
    this.#calls.add()
  }

  /** @returns whether a retry may be made; then it is counted */
  withdraw(): boolean {
    const { floor, share } = this.settings
    // Retries counted a second too long, calls a second too short: never above the limit.
    const allowed = Math.max(floor, share * this.#calls.atLeast())
    if (this.#retries.atMost() + 1 > allowed) return false
    this.#retries.add()
    return true
  }
}
