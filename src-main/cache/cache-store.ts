import type { CachedAnswer, CacheNearMiss, CacheScope } from '../../src-shared/schemas/cache.ts'
import type { RetrievalRequest } from '../retrieval/index.ts'

/** An entry but for its answer, which stays in the store until it is served. */
export interface StoredEntry {
  readonly id: number
  readonly partition: string
  readonly scope: CacheScope
  readonly question: string
  /** Unit length; null where the question was not embedded: exact hits alone. */
  readonly vector: Float32Array | null
  readonly search: RetrievalRequest
  /** Hash of the passages that it was written from (searched.ts). */
  readonly passages: string
  /** The documents of these passages, with the revision that counted. */
  readonly documents: readonly (readonly [id: string, revision: number])[]
  /** The version of the documents for which `passages` were last seen to be what a search finds. */
  readonly corpus: string | null
  /** What came after this chunk was not searched for it; 0: nothing can be told of. */
  readonly newestChunk: number
  /** Epoch milliseconds. */
  readonly createdAt: number
  readonly hits: number
  readonly lastHitAt: number | null
  /** Rises with each use of any entry: the order of eviction, whatever the wall clock does. */
  readonly used: number
  /** Of the whole row. */
  readonly bytes: number
}

export type NewEntry = Omit<StoredEntry, 'id' | 'bytes' | 'hits' | 'lastHitAt'> & {
  readonly answer: CachedAnswer
}

export interface Touch {
  readonly id: number
  readonly hits: number
  readonly lastHitAt: number | null
  readonly used: number
  readonly corpus: string | null
}

export interface StoredPage {
  readonly entries: readonly StoredEntry[]
  /** Rows that could not be read; they are gone from the store. */
  readonly corrupt: number
  /** Null: this was the last page. */
  readonly next: number | null
}

/**
 * Where entries outlive the process. Narrow, so that a server shared by several machines can stand in. Each write is
 * whole or not at all, also when the process is killed in it; all may throw what the medium throws (DISK_FULL,
 * DATABASE_BUSY …).
 */
export interface CacheStore {
  /** By id. @param after the `next` of the page before; 0 for the first */
  page(after: number, limit: number): Promise<StoredPage>
  /** In the place of the entries `replacing`. What it resolves with is there after a kill. */
  insert(
    entry: NewEntry,
    replacing: readonly number[],
  ): Promise<{ readonly id: number; readonly bytes: number }>
  /** Null where it is gone or cannot be read. */
  answer(id: number): Promise<CachedAnswer | null>
  /** For those that are still there. */
  touch(touches: readonly Touch[]): Promise<void>
  remove(ids: readonly number[]): Promise<void>
  /** All entries and near-misses. */
  clear(): Promise<void>
  /** Newest first. */
  nearMisses(limit: number): Promise<readonly CacheNearMiss[]>
  /** Of what is there then, the `keep` newest remain. */
  addNearMisses(nearMisses: readonly CacheNearMiss[], keep: number): Promise<void>
  /** Those in which one of these was asked, or was what it was near to. */
  removeNearMisses(questions: readonly string[]): Promise<void>
}
