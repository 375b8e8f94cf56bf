import type { ModelFile } from './model-files.ts'
import { TurnQueue } from './turn-queue.ts'

export interface Loaded {
  dispose(): Promise<void>
}

export interface Lease<T> {
  readonly model: T
  /** Nanoseconds that this lease waited for loading; 0 where the model was there. */
  readonly loadDuration: number
  release(): void
}

export interface Occupant {
  readonly file: ModelFile
  /** Epoch milliseconds when it is unloaded if nobody uses it; Infinity for never. */
  readonly expiresAt: number
}

interface Held<T> extends Occupant {
  readonly model: T
  leases: number
  expiresAt: number
}

/**
 * A place for one loaded model. It is loaded when first leased, stays for `keepAlive` after the last release, and
 * makes room for another one when nobody holds it.
 */
export class ModelSlot<T extends Loaded> {
  readonly #load: (file: ModelFile, signal: AbortSignal) => Promise<T>
  readonly #gate = new TurnQueue()
  #current: Held<T> | null = null
  #timer: NodeJS.Timeout | undefined
  #onIdle: (() => void) | undefined

  constructor(load: (file: ModelFile, signal: AbortSignal) => Promise<T>) {
    this.#load = load
  }

  get occupant(): Occupant | null {
    return this.#current
  }

  /** Waits until the model is loaded; another one in the slot is used to its end first. */
  async lease(file: ModelFile, keepAlive: number, signal: AbortSignal): Promise<Lease<T>> {
    return this.#gate.run(async () => {
      let loadDuration = 0
      if (!this.#current || !isSame(this.#current.file, file)) {
        await this.#idle(signal)
        await this.#unload()
        const start = process.hrtime.bigint()
        const model = await this.#load(file, signal)
        loadDuration = Number(process.hrtime.bigint() - start)
        this.#current = { file, model, leases: 0, expiresAt: Number.POSITIVE_INFINITY }
      }
      return this.#hold(this.#current, keepAlive, loadDuration)
    }, signal)
  }

  /** Unloads the model as soon as nobody holds it. */
  async empty(signal: AbortSignal): Promise<void> {
    await this.#gate.run(async () => {
      await this.#idle(signal)
      await this.#unload()
    }, signal)
  }

  #hold(current: Held<T>, keepAlive: number, loadDuration: number): Lease<T> {
    clearTimeout(this.#timer)
    current.leases++
    current.expiresAt = Date.now() + keepAlive
    let released = false
    const release = () => {
      if (released) return
      released = true
      current.leases--
      if (current.leases > 0) return
      current.expiresAt = Date.now() + keepAlive
      this.#onIdle?.()
      if (keepAlive !== Number.POSITIVE_INFINITY) this.#unloadLater(keepAlive)
    }
    return { model: current.model, loadDuration, release }
  }

  #unloadLater(ms: number): void {
    // setTimeout takes 31 bits.
    this.#timer = setTimeout(
      () =>
        void this.#gate.run(async () => {
          if (this.#current?.leases === 0 && this.#current.expiresAt <= Date.now() + 1) await this.#unload()
        }, new AbortController().signal),
      Math.min(ms, 2 ** 31 - 1),
    )
    this.#timer.unref()
  }

  #idle(signal: AbortSignal): Promise<void> {
    if (!this.#current || this.#current.leases === 0) return Promise.resolve()
    return new Promise((resolve, reject) => {
      signal.throwIfAborted()
      const end = (settle: () => void) => {
        this.#onIdle = undefined
        signal.removeEventListener('abort', leave)
        settle()
      }
      const leave = () => end(() => reject(signal.reason))
      this.#onIdle = () => end(resolve)
      signal.addEventListener('abort', leave, { once: true })
    })
  }

  async #unload(): Promise<void> {
    clearTimeout(this.#timer)
    const leaving = this.#current
    this.#current = null
    await leaving?.model.dispose()
  }
}

function isSame(a: ModelFile, b: ModelFile): boolean {
  return a.path === b.path && a.size === b.size && a.modified === b.modified
}
