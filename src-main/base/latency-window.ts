import type { LatencySummary } from '../../src-shared/schemas/diagnostics.ts'

/** The newest measurements, for percentiles that a person reads. Exact within the window, unlike buckets. */
export class LatencyWindow {
  readonly #capacity: number
  readonly #values: number[] = []
  #count = 0

  /** @param capacity measurements kept. @default 500 */
  constructor(capacity = 500) {
    this.#capacity = capacity
  }

  /** @param ms milliseconds */
  record(ms: number): void {
    this.#values[this.#count % this.#capacity] = ms
    this.#count++
  }

  /** `count` is of all ever recorded; percentiles are of the window, by nearest rank. */
  summary(): LatencySummary {
    const sorted = [...this.#values].sort((a, b) => a - b)
    return { count: this.#count, p50: percentile(sorted, 0.5), p95: percentile(sorted, 0.95) }
  }
}

function percentile(sorted: readonly number[], share: number): number | null {
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? null
}
