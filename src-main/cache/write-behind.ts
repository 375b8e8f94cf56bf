import { setImmediate as nextTurn } from 'node:timers/promises'
import type { CacheNearMiss } from '../../src-shared/schemas/cache.ts'
import type { Clock } from '../base/clock.ts'
import type { Disposable } from '../base/disposable.ts'
import type { Logger } from '../base/logger.ts'
import type { CacheStore, Touch } from './cache-store.ts'

export interface WriteBehindOptions {
  readonly store: CacheStore
  readonly clock: Clock
  readonly log: Logger
}

/** Hits of one second are one transaction. */
const FLUSH_MS = 1_000
/** After a write that failed. */
const RETRY_MS = 10_000
/** Entries removed between two turns of the event loop. */
const REMOVED_AT_ONCE = 100
export const KEPT_NEAR_MISSES = 500

/**
 * Writes that nobody waits for: what they say is in force in memory already, and what a kill loses of them is found
 * out again, since each entry is checked against the documents before it is served. They are tried until they succeed.
 */
export class WriteBehind implements Disposable {
  readonly #options: WriteBehindOptions
  #touches = new Map<number, Touch>()
  #removals = new Set<number>()
  #nearMisses: CacheNearMiss[] = []
  /** Questions of which no near-miss is to be left. */
  #forgotten = new Set<string>()
  #timer: Disposable | null = null
  #flushing: Promise<void> | null = null
  #isDisposed = false

  constructor(options: WriteBehindOptions) {
    this.#options = options
  }

  touch(touch: Touch): void {
    this.#touches.set(touch.id, touch)
    this.#later(FLUSH_MS)
  }

  remove(id: number): void {
    this.#touches.delete(id)
    this.#removals.add(id)
    this.#later(FLUSH_MS)
  }

  nearMiss(nearMiss: CacheNearMiss): void {
    this.#nearMisses.push(nearMiss)
    if (this.#nearMisses.length > KEPT_NEAR_MISSES) this.#nearMisses.shift()
    this.#later(FLUSH_MS)
  }

  /** At once: what a person deleted is not to come back after a kill. */
  forgetNearMisses(questions: ReadonlySet<string>): void {
    this.#nearMisses = this.#nearMisses.filter(
      ({ asked, cached }) => !questions.has(asked) && !questions.has(cached),
    )
    for (const question of questions) this.#forgotten.add(question)
    void this.flush().then(() => this.flush())
  }

  /**
   * Everything is being cleared: what was to be written about it is void. What was to be removed still is, as clearing
   * may fail.
   */
  forget(): void {
    this.#touches.clear()
    this.#nearMisses = []
  }

  /** Writes what there is. Never throws: what could not be written is tried again later. */
  flush(): Promise<void> {
    this.#flushing ??= this.#flush().finally(() => {
      this.#flushing = null
    })
    return this.#flushing
  }

  async dispose(): Promise<void> {
    this.#isDisposed = true
    void this.#timer?.dispose()
    await this.#flushing
    await this.flush()
  }

  async #flush(): Promise<void> {
    const { store, log } = this.#options
    void this.#timer?.dispose()
    this.#timer = null
    const touches = this.#touches
    const removals = this.#removals
    const nearMisses = this.#nearMisses
    const forgotten = this.#forgotten
    this.#touches = new Map()
    this.#removals = new Set()
    this.#nearMisses = []
    this.#forgotten = new Set()
    try {
      if (forgotten.size > 0) await store.removeNearMisses([...forgotten])
      forgotten.clear()
      await this.#removeAll(removals)
      if (touches.size > 0) await store.touch([...touches.values()])
      touches.clear()
      if (nearMisses.length > 0) await store.addNearMisses(nearMisses, KEPT_NEAR_MISSES)
    } catch (error) {
      log.warn({ err: error }, 'the cache could not be written; tried again')
      this.#removals = new Set([...removals, ...this.#removals])
      this.#touches = new Map([...touches, ...this.#touches])
      for (const id of this.#removals) this.#touches.delete(id)
      this.#forgotten = new Set([...forgotten, ...this.#forgotten])
      this.#nearMisses = [...nearMisses, ...this.#nearMisses]
        .filter(({ asked, cached }) => !this.#forgotten.has(asked) && !this.#forgotten.has(cached))
        .slice(-KEPT_NEAR_MISSES)
      this.#later(RETRY_MS)
    }
  }

  /** In steps, with a turn for others between: a hundred thousand at once would hold the event loop for seconds. */
  async #removeAll(removals: Set<number>): Promise<void> {
    const ids = [...removals]
    for (let at = 0; at < ids.length; at += REMOVED_AT_ONCE) {
      if (at > 0) await nextTurn()
      const some = ids.slice(at, at + REMOVED_AT_ONCE)
      await this.#options.store.remove(some)
      for (const id of some) removals.delete(id)
    }
  }

  #later(ms: number): void {
    if (this.#isDisposed) return
    this.#timer ??= this.#options.clock.after(ms, () => void this.flush())
  }
}
