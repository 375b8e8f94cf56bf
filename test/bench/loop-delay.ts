import { monitorEventLoopDelay } from 'node:perf_hooks'

const RESOLUTION_MS = 2

/** How late the loop of this process came while it was watched, in milliseconds; the timer's own period is taken off. */
export class LoopDelay {
  readonly #histogram = monitorEventLoopDelay({ resolution: RESOLUTION_MS })

  constructor() {
    this.#histogram.enable()
  }

  stop(): { readonly p99: number; readonly max: number } {
    this.#histogram.disable()
    const ms = (nanoseconds: number) => Math.max(0, nanoseconds / 1e6 - RESOLUTION_MS)
    return { p99: ms(this.#histogram.percentile(99)), max: ms(this.#histogram.max) }
  }
}
