import type { CacheNearMiss } from '../../src-shared/schemas/cache.ts'
import type { CacheStore } from './cache-store.ts'
import { KEPT_NEAR_MISSES, type WriteBehind } from './write-behind.ts'

/** Of a question that is longer: its beginning tells which one it was. */
const SHOWN = 500

/** The last questions that were near an entry and were not served it, with the rule that said no. */
export class NearMisses {
  readonly #writes: WriteBehind
  /** Newest first. */
  #newest: CacheNearMiss[] = []

  constructor(writes: WriteBehind) {
    this.#writes = writes
  }

  add(nearMiss: CacheNearMiss): void {
    const { asked, cached } = nearMiss
    const kept = { ...nearMiss, asked: asked.slice(0, SHOWN), cached: cached.slice(0, SHOWN) }
    this.#newest = [kept, ...this.#newest].slice(0, KEPT_NEAR_MISSES)
    this.#writes.nearMiss(kept)
  }

  all(): readonly CacheNearMiss[] {
    return this.#newest
  }

  /** Those in which one of these was asked, or was what it was near to. */
  forget(questions: readonly string[]): void {
    const shown = new Set(questions.map((question) => question.slice(0, SHOWN)))
    this.#newest = this.#newest.filter(({ asked, cached }) => !shown.has(asked) && !shown.has(cached))
    this.#writes.forgetNearMisses(shown)
  }

  clear(): void {
    this.#newest = []
  }

  /** Those of earlier runs, below what has come since. */
  async load(store: CacheStore): Promise<void> {
    const before = await store.nearMisses(KEPT_NEAR_MISSES)
    this.#newest = [...this.#newest, ...before].slice(0, KEPT_NEAR_MISSES)
  }
}
