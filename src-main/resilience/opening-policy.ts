import { OutcomeRing } from './outcome-ring.ts'

/** When a closed breaker opens; the state machine knows no more of it than this. */
export interface OpeningPolicy {
  success(): void
  /** @returns whether it opens now */
  failure(): boolean
  /** A new closed period begins: nothing of the old one counts. */
  reset(): void
  /** The outcomes that it weighs, oldest first; true is a success. */
  readonly window: readonly boolean[]
}

/**
 * Opens when `threshold` of the last `size` outcomes are failures, so also on that many in a row. By count, not
 * by rate: a person asks once a minute, and a share of two calls says nothing.
 */
export class CountInWindow implements OpeningPolicy {
  readonly #ring: OutcomeRing
  readonly #threshold: number

  constructor(threshold: number, size: number) {
    this.#threshold = threshold
    this.#ring = new OutcomeRing(size)
  }

  success(): void {
    this.#ring.push(true)
  }

  failure(): boolean {
    this.#ring.push(false)
    return this.#ring.failures >= this.#threshold
  }

  reset(): void {
    this.#ring.clear()
  }

  get window(): readonly boolean[] {
    return this.#ring.toArray()
  }
}
