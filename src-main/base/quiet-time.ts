import type { Clock } from './clock.ts'
import { type Disposable, toDisposable } from './disposable.ts'
import { Emitter } from './emitter.ts'
import { unlessAborted } from './unless-aborted.ts'

/** Why it is not quiet: somebody waits for an answer, or documents are read in. */
export type BusyWith = 'question' | 'ingest'

/** What came of a work of quiet times: its result, or that it had to make room. */
export type QuietResult<T> = { readonly done: T } | { readonly interrupted: BusyWith }

/** It must have been quiet for so long: a person who reads an answer may ask on at once. */
const QUIET_MS = 2_000

/**
 * When the machine is free for what nobody waits for. Such works are done one at a time, and each is aborted as soon
 * as somebody needs the machine.
 */
export class QuietTime implements Disposable {
  readonly #clock: Clock
  readonly #busy = new Map<BusyWith, number>()
  readonly #changed = new Emitter<void>()
  /** It became busy, or free. */
  readonly onChange = this.#changed.event
  #quietSince: number
  #timer: Disposable | null = null
  #last: Promise<unknown> = Promise.resolve()

  constructor(clock: Clock) {
    this.#clock = clock
    this.#quietSince = clock.monotonic()
  }

  /** What it is busy with; null: nothing, for the moment. */
  get busyWith(): BusyWith | null {
    for (const [what, count] of this.#busy) if (count > 0) return what
    return null
  }

  /** Begins a time that is not quiet; to be disposed at its end, once or more often. */
  begin(what: BusyWith): Disposable {
    this.#count(what, 1)
    let isOver = false
    return toDisposable(() => {
      if (isOver) return
      isOver = true
      this.#count(what, -1)
    })
  }

  /** Resolves when nothing has happened for a moment. Throws what `signal` was aborted with. */
  whenQuiet(signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      signal.throwIfAborted()
      const end = (call: () => void) => {
        void listening.dispose()
        signal.removeEventListener('abort', onAbort)
        call()
      }
      const onAbort = () => end(() => reject(signal.reason))
      const look = () => {
        if (this.#isQuiet()) end(resolve)
      }
      const listening = this.onChange(look)
      signal.addEventListener('abort', onAbort, { once: true })
      look()
      this.#wakeLater()
    })
  }

  /**
   * Does `work` when it is quiet and no other such work is under way, with a signal that is aborted as soon as it is
   * quiet no more, or with the caller's. Throws what the caller's was aborted with, or what the work throws.
   */
  async run<T>(work: (signal: AbortSignal) => Promise<T>, signal: AbortSignal): Promise<QuietResult<T>> {
    const before = this.#last
    let release: () => void = () => {}
    this.#last = new Promise<void>((resolve) => {
      release = resolve
    }).then(() => before)
    try {
      await unlessAborted(before, signal).catch(() => signal.throwIfAborted())
      // Somebody may come between its being told and its being heard.
      do await this.whenQuiet(signal)
      while (!this.#isQuiet())
      return await this.#untilBusy(work, signal)
    } finally {
      release()
    }
  }

  dispose(): void {
    void this.#timer?.dispose()
    this.#changed.dispose()
  }

  async #untilBusy<T>(
    work: (signal: AbortSignal) => Promise<T>,
    signal: AbortSignal,
  ): Promise<QuietResult<T>> {
    const controller = new AbortController()
    const onAbort = () => controller.abort(signal.reason)
    let interrupted: BusyWith | null = null
    const listening = this.onChange(() => {
      interrupted ??= this.busyWith
      if (interrupted) controller.abort(new DOMException('Somebody needs the machine', 'AbortError'))
    })
    signal.addEventListener('abort', onAbort, { once: true })
    try {
      return { done: await work(controller.signal) }
    } catch (error) {
      signal.throwIfAborted()
      if (interrupted) return { interrupted }
      throw error
    } finally {
      void listening.dispose()
      signal.removeEventListener('abort', onAbort)
    }
  }

  #count(what: BusyWith, by: 1 | -1): void {
    this.#busy.set(what, (this.#busy.get(what) ?? 0) + by)
    if (this.busyWith === null) this.#quietSince = this.#clock.monotonic()
    this.#changed.fire()
    this.#wakeLater()
  }

  #isQuiet(): boolean {
    return this.busyWith === null && this.#clock.monotonic() - this.#quietSince >= QUIET_MS
  }

  /** Those who wait look again when it may be quiet. */
  #wakeLater(): void {
    void this.#timer?.dispose()
    this.#timer = null
    if (this.busyWith !== null) return
    const left = QUIET_MS - (this.#clock.monotonic() - this.#quietSince)
    if (left <= 0) return
    this.#timer = this.#clock.after(left, () => {
      this.#changed.fire()
      // A timer may come a moment early.
      this.#wakeLater()
    })
  }
}
