/** Something that holds a socket, process, timer, watcher or file until it is disposed. Disposing twice is fine. */
export interface Disposable {
  dispose(): void | Promise<void>
}

export function toDisposable(dispose: () => void | Promise<void>): Disposable {
  let done: void | Promise<void> | undefined
  let called = false
  return {
    dispose() {
      if (!called) {
        called = true
        done = dispose()
      }
      return done
    },
  }
}

/**
 * Owns others and disposes them in reverse order. Each is tried, whatever the ones before it did; failures
 * are reported together. What is added after the end is disposed at once.
 */
export class DisposableStore implements Disposable {
  #items: Disposable[] = []
  #disposed: Promise<void> | undefined

  add<T extends Disposable>(item: T): T {
    if (this.#disposed) void item.dispose()
    else this.#items.push(item)
    return item
  }

  dispose(): Promise<void> {
    this.#disposed ??= this.#disposeAll()
    return this.#disposed
  }

  async #disposeAll(): Promise<void> {
    const failures: unknown[] = []
    for (const item of this.#items.splice(0).reverse()) {
      try {
        await item.dispose()
      } catch (error) {
        failures.push(error)
      }
    }
    if (failures.length > 0) throw new AggregateError(failures, `${failures.length} parts failed to close`)
  }
}
