import type { AnswerEvent, Timings } from '../../src-shared/schemas/chat.ts'
import type { Clock } from '../base/clock.ts'

type Stage = keyof Timings

/**
 * Times one question. `firstToken` and `total` count from the question to the first and the last word that a
 * person sees; every other stage counts by itself. Milliseconds, to a tenth.
 */
export class StageTimer {
  readonly #clock: Clock
  readonly #began: number
  readonly #stages: Partial<Record<Stage, number>> = {}

  /** @param began monotonic time of the question */
  constructor(clock: Clock, began = clock.monotonic()) {
    this.#clock = clock
    this.#began = began
  }

  add(timings: Timings): void {
    Object.assign(this.#stages, timings)
  }

  async time<T>(stage: Stage, work: () => Promise<T>): Promise<T> {
    const began = this.#clock.monotonic()
    try {
      return await work()
    } finally {
      this.#stages[stage] = this.#clock.monotonic() - began
    }
  }

  /** Passes events on, noting when the first word comes and how long the writing takes. */
  async *watching<T>(events: AsyncGenerator<AnswerEvent, T>): AsyncGenerator<AnswerEvent, T> {
    const began = this.#clock.monotonic()
    try {
      for (;;) {
        const next = await events.next()
        if (next.done) {
          this.#stages.generate = this.#clock.monotonic() - began
          return next.value
        }
        if (next.value.type === 'delta') this.#stages.firstToken ??= this.#clock.monotonic() - this.#began
        yield next.value
      }
    } finally {
      await events.return(undefined as T)
    }
  }

  total(): Timings {
    const all = { ...this.#stages, total: this.#clock.monotonic() - this.#began }
    return Object.fromEntries(Object.entries(all).map(([stage, ms]) => [stage, Math.round(ms * 10) / 10]))
  }
}
