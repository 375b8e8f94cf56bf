import type { Clock } from '../base/clock.ts'
import type { Disposable } from '../base/disposable.ts'

/** Calls at most once in `ms`: the first time at once, then once more at the end where it was asked for again. */
export class Throttle implements Disposable {
  readonly #clock: Clock
  readonly #ms: number
  readonly #call: () => void
  #timer: Disposable | undefined
  #isWanted = false
  #isDisposed = false

  constructor(clock: Clock, ms: number, call: () => void) {
    this.#clock = clock
    this.#ms = ms
    this.#call = call
  }

  /** Nothing once disposed. */
  ask(): void {
    if (this.#isDisposed) return
    if (this.#timer) {
      this.#isWanted = true
      return
    }
    this.#timer = this.#clock.after(this.#ms, () => {
      this.#timer = undefined
      if (!this.#isWanted) return
      this.#isWanted = false
      this.ask()
    })
    this.#call()
  }

  dispose(): void {
    this.#isDisposed = true
    void this.#timer?.dispose()
  }
}
