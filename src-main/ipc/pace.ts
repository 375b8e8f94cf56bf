import type { Disposable } from '../base/disposable.ts'

/**
 * Lets calls through at once and then at most one in `ms`: those that come meanwhile are one call at the end of it,
 * so that the last change is never left untold.
 */
export class Pace implements Disposable {
  readonly #call: () => void
  readonly #ms: number
  #timer: NodeJS.Timeout | null = null
  #isAsked = false

  constructor(call: () => void, ms: number) {
    this.#call = call
    this.#ms = ms
  }

  ask(): void {
    if (this.#timer) {
      this.#isAsked = true
      return
    }
    this.#timer = setTimeout(() => this.#over(), this.#ms)
    this.#call()
  }

  dispose(): void {
    if (this.#timer) clearTimeout(this.#timer)
    this.#timer = null
    this.#isAsked = false
  }

  #over(): void {
    this.#timer = null
    if (!this.#isAsked) return
    this.#isAsked = false
    this.ask()
  }
}
