import { monitorEventLoopDelay } from 'node:perf_hooks'

const RESOLUTION_MS = 2

export interface LoopDelayFigures {
  readonly mean: number
  readonly p99: number
  readonly max: number
  /**
   * Processor time of this thread between two of its ticks, at most: what our own code and its garbage collection
   * held the loop up. The rest of `max` is other programs having the processor.
   */
  readonly longestTurn: number
}

/** How late the loop of this process came while it was watched, in milliseconds; the timer's own period is taken off. */
export class LoopDelay {
  readonly #histogram = monitorEventLoopDelay({ resolution: RESOLUTION_MS })
  readonly #timer: NodeJS.Timeout
  #before = threadMs()
  #longest = 0

  constructor() {
    this.#histogram.enable()
    this.#timer = setInterval(() => this.#tick(), RESOLUTION_MS)
  }

  stop(): LoopDelayFigures {
    clearInterval(this.#timer)
    this.#histogram.disable()
    const ms = (nanoseconds: number) => Math.max(0, nanoseconds / 1e6 - RESOLUTION_MS)
    const { mean, max } = this.#histogram
    return {
      mean: ms(mean),
      p99: ms(this.#histogram.percentile(99)),
      max: ms(max),
      longestTurn: this.#longest,
    }
  }

  #tick(): void {
    const now = threadMs()
    this.#longest = Math.max(this.#longest, now - this.#before)
    this.#before = now
  }
}

function threadMs(): number {
  const { user, system } = process.threadCpuUsage()
  return (user + system) / 1_000
}
