import type { Disposable } from './disposable.ts'

/** One round after the other of the same work: asked for in the middle of one, another follows, however often that was. */
export class Rounds implements Disposable {
  readonly #work: (signal: AbortSignal) => Promise<void>
  readonly #onFailed: (error: unknown) => void
  readonly #closing = new AbortController()
  #running: Promise<void> | null = null
  #isWanted = false

  /** @param onFailed a round threw, and not for being ended; the next one is made all the same */
  constructor(work: (signal: AbortSignal) => Promise<void>, onFailed: (error: unknown) => void) {
    this.#work = work
    this.#onFailed = onFailed
  }

  request(): void {
    this.#isWanted = true
    this.#running ??= this.#run().finally(() => {
      this.#running = null
      // Asked for in the moment between its last look and this, or before a round that failed.
      if (this.#isWanted && !this.#closing.signal.aborted) this.request()
    })
  }

  async dispose(): Promise<void> {
    this.#closing.abort()
    await this.#running
  }

  async #run(): Promise<void> {
    const { signal } = this.#closing
    try {
      while (this.#isWanted && !signal.aborted) {
        this.#isWanted = false
        await this.#work(signal)
      }
    } catch (error) {
      if (!signal.aborted) this.#onFailed(error)
    }
  }
}
