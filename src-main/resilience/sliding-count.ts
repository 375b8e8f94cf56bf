import type { Clock } from '../base/clock.ts'

const SECONDS = 60

/**
 * How often something happened in the last minute. Kept by the second, so that its size does not depend on how
 * often that is; what happened in the minute's oldest second is therefore known only to have been or not.
 */
export class SlidingCount {
  readonly #clock: Clock
  /** One second more than a minute: it touches 61 of them. */
  readonly #counts = new Uint32Array(SECONDS + 1)
  #newest = 0

  constructor(clock: Clock) {
    this.#clock = clock
    this.#newest = this.#second()
  }

  add(): void {
    this.#forget()
    const at = this.#newest % this.#counts.length
    this.#counts[at] = (this.#counts[at] ?? 0) + 1
  }

  /** With the whole of its oldest second: no fewer than in the last 60 s. */
  atMost(): number {
    this.#forget()
    return this.#counts.reduce((sum, count) => sum + count, 0)
  }

  /** Without its oldest second: no more than in the last 60 s. */
  atLeast(): number {
    return this.atMost() - (this.#counts[(this.#newest + 1) % this.#counts.length] ?? 0)
  }

  #second(): number {
    return Math.floor(this.#clock.monotonic() / 1_000)
  }

  #forget(): void {
    const now = this.#second()
    const passed = Math.min(now - this.#newest, this.#counts.length)
    for (let second = now - passed + 1; second <= now; second++)
      this.#counts[second % this.#counts.length] = 0
    this.#newest = now
  }
}
