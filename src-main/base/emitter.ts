import { type Disposable, toDisposable } from './disposable.ts'

/** Subscribes; the returned Disposable ends it. */
export type Event<T> = (listener: (value: T) => void) => Disposable

/**
 * The private side of an event. A listener that throws neither stops the others nor vanishes: its error goes
 * to `onError`, by default to the process' uncaughtException by way of a microtask.
 */
export class Emitter<T> implements Disposable {
  readonly #listeners = new Set<{ readonly call: (value: T) => void }>()
  readonly #onError: (error: unknown) => void

  constructor(onError: (error: unknown) => void = rethrowLater) {
    this.#onError = onError
  }

  readonly event: Event<T> = (listener) => {
    const entry = { call: listener }
    this.#listeners.add(entry)
    return toDisposable(() => void this.#listeners.delete(entry))
  }

  fire(value: T): void {
    for (const { call } of [...this.#listeners]) {
      try {
        call(value)
      } catch (error) {
        this.#onError(error)
      }
    }
  }

  dispose(): void {
    this.#listeners.clear()
  }
}

function rethrowLater(error: unknown): void {
  queueMicrotask(() => {
    throw error
  })
}
