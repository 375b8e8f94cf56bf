import type { Clock } from '../../src-main/base/clock.ts'
import { type Disposable, toDisposable } from '../../src-main/base/disposable.ts'

interface Timer {
  readonly at: number
  readonly call: () => void
}

/** Time that stands still until the test moves it. */
export class ManualClock implements Clock {
  /** How far the wall clock was moved by hand, in milliseconds. */
  wallShift = 0
  #time = 0
  readonly #timers = new Set<Timer>()

  now(): number {
    return 1_700_000_000_000 + this.wallShift + this.#time
  }

  monotonic(): number {
    return this.#time
  }

  after(ms: number, call: () => void): Disposable {
    const timer: Timer = { at: this.#time + ms, call }
    this.#timers.add(timer)
    return toDisposable(() => void this.#timers.delete(timer))
  }

  /** Milliseconds until the next timer; null where there is none. */
  get next(): number | null {
    return this.#timers.size === 0 ? null : Math.min(...[...this.#timers].map(({ at }) => at)) - this.#time
  }

  get pending(): number {
    return this.#timers.size
  }

  /** Calls what falls due, in order of time. */
  advance(ms: number): void {
    const end = this.#time + ms
    for (;;) {
      const [due] = [...this.#timers].filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)
      if (!due) break
      this.#timers.delete(due)
      this.#time = Math.max(this.#time, due.at)
      due.call()
    }
    this.#time = end
  }

  /** The machine sleeps and wakes: what fell due meanwhile is called only now, at a time that has leapt. */
  suspend(ms: number): void {
    this.#time += ms
    this.advance(0)
  }
}
