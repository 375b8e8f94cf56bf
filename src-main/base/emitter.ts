import { type Disposable, toDisposable } from './disposable.ts'

/** Subscribes; the returned Disposable ends it. */
export type Event<T> = (listener: (value: T) => void) => Disposable

/**
 * The private side of an event. A listener that throws neither stops the others nor vanishes: its error goes
 * to `onError`, by default to a warning of the process. A listener that has unsubscribed is not called again,
 * not even by the fire that is under way.
 */
export class Emitter<T> implements Disposable {
  readonly #listeners = new Set<{ readonly call: (value: T) => void }>()
  readonly #onError: (error: unknown) => void

  constructor(onError: (error: unknown) => void = warn) {
    this.#onError = onError
  }

  readonly event: Event<T> = (listener) => {
    const entry = { call: listener }
    this.#listeners.add(entry)
    return toDisposable(() => void this.#listeners.delete(entry))
  }

  fire(value: T): void {
    if (this.#listeners.size === 0) return
    for (const entry of [...this.#listeners]) {
      if (!this.#listeners.has(entry)) continue
      try {
        entry.call(value)
      } catch (error) {
        this.#onError(error)
      }
    }
  }

  dispose(): void {
    this.#listeners.clear()
  }
}

/** Seen on stderr, and never the end of the process: a view that fails must not take an ingest with it. */
function warn(error: unknown): void {
  process.emitWarning(error instanceof Error ? error : new Error('A listener threw', { cause: error }))
}
