import type { Backend, PullProgress } from '../../src-shared/schemas/models.ts'
import { toAppError } from '../base/app-error.ts'
import type { Clock } from '../base/clock.ts'
import type { Disposable } from '../base/disposable.ts'
import { Emitter } from '../base/emitter.ts'
import type { ModelServer } from './model-server.ts'

/** More often than this nobody can read. */
const TELL_EVERY_MS = 200

/** Models that are being pulled, in the background, each until it ends or is cancelled. */
export class Pulls implements Disposable {
  readonly #clock: Clock
  readonly #running = new Map<string, AbortController>()
  readonly #progress = new Emitter<PullProgress>()
  readonly onProgress = this.#progress.event

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** Does nothing where it runs already. `done` is called where the model is there. */
  start(model: string, server: ModelServer, done: () => void): void {
    const key = `${server.backend} ${model}`
    if (this.#running.has(key)) return
    const controller = new AbortController()
    this.#running.set(key, controller)
    void this.#run(model, server, controller.signal).then((last) => {
      // Before it is told: whoever hears of the end may start it again.
      this.#running.delete(key)
      this.#progress.fire(last)
      if (last.state === 'done') done()
    })
  }

  cancel(model: string, backend: Backend): void {
    this.#running.get(`${backend} ${model}`)?.abort()
  }

  dispose(): void {
    for (const controller of this.#running.values()) controller.abort()
    this.#progress.dispose()
  }

  async #run(model: string, server: ModelServer, signal: AbortSignal): Promise<PullProgress> {
    let last: PullProgress = {
      model,
      backend: server.backend,
      state: 'running',
      status: 'starting',
      completed: 0,
      total: null,
      error: null,
    }
    let toldAt = Number.NEGATIVE_INFINITY
    try {
      for await (const step of server.pull(model, signal)) {
        const isNews = step.status !== last.status
        last = { ...last, ...step }
        if (!isNews && this.#clock.monotonic() - toldAt < TELL_EVERY_MS) continue
        toldAt = this.#clock.monotonic()
        this.#progress.fire(last)
      }
      return { ...last, state: 'done' }
    } catch (error) {
      if (signal.aborted) return { ...last, state: 'cancelled' }
      const { code, message } = toAppError(error)
      return { ...last, state: 'failed', error: { code, message } }
    }
  }
}
