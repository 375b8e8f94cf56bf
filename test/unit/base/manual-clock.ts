import type { Clock } from '../../../src-main/base/clock.ts'
import { toDisposable } from '../../../src-main/base/disposable.ts'

/** A clock that stands until a test moves it. */
export class ManualClock implements Clock {
  #ms = 0
  readonly #timers = new Set<{ readonly at: number; readonly call: () => void }>()

  now = () => 1_700_000_000_000 + this.#ms
  monotonic = () => this.#ms

  get waiting(): number {
    return this.#timers.size
  }

  after(ms: number, call: () => void) {
    const timer = { at: this.#ms + ms, call }
    this.#timers.add(timer)
    return toDisposable(() => void this.#timers.delete(timer))
  }

  advance(ms: number): void {
    this.#ms += ms
    for (const timer of [...this.#timers].sort((a, b) => a.at - b.at)) {
      if (timer.at > this.#ms || !this.#timers.delete(timer)) continue
      timer.call()
    }
  }
}
