import { monitorEventLoopDelay } from 'node:perf_hooks'
import type { Disposable } from '../base/disposable.ts'

const RESOLUTION_MS = 5
const SLICE_MS = 10_000
const SLICES = 6

/**
 * How late the main loop came over the last minute, in milliseconds. Node's histogram holds the time between
 * two ticks of its timer, so the timer's own period is taken off.
 */
export class EventLoopDelay implements Disposable {
  readonly #histogram = monitorEventLoopDelay({ resolution: RESOLUTION_MS })
  readonly #timer: NodeJS.Timeout
  #slices: { readonly p50: number; readonly p99: number }[] = []

  constructor() {
    this.#histogram.enable()
    this.#timer = setInterval(() => this.#turn(), SLICE_MS)
    this.#timer.unref()
  }

  /** The median of the slices' medians and the worst of their 99th percentiles. */
  summary(): { readonly p50: number | null; readonly p99: number | null } {
    const slices = this.#histogram.count > 0 ? [...this.#slices, this.#read()] : this.#slices
    if (slices.length === 0) return { p50: null, p99: null }
    const medians = slices.map(({ p50 }) => p50).sort((a, b) => a - b)
    return {
      p50: medians[Math.floor(medians.length / 2)] ?? null,
      p99: Math.max(...slices.map(({ p99 }) => p99)),
    }
  }

  dispose(): void {
    clearInterval(this.#timer)
    this.#histogram.disable()
  }

  #turn(): void {
    if (this.#histogram.count > 0) this.#slices = [...this.#slices, this.#read()].slice(-SLICES)
    this.#histogram.reset()
  }

  #read(): { readonly p50: number; readonly p99: number } {
    const ms = (share: number) => Math.max(0, this.#histogram.percentile(share) / 1e6 - RESOLUTION_MS)
    return { p50: ms(50), p99: ms(99) }
  }
}
