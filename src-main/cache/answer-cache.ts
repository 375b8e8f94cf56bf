import type {
  CacheEntryDetail,
  CacheEntryView,
  CacheNearMiss,
  CacheStats,
} from '../../src-shared/schemas/cache.ts'
import type { Event } from '../base/emitter.ts'
import type { CacheSettings } from './cache-settings.ts'
import type { Epoch, Hit, InsertRequest, Invalidation, Lookup, LookupRequest } from './lookup.ts'

export interface EntryFilter {
  /** Part of a question, in any case. */
  readonly search: string
  /** Those written from this document, and maybe from others too; null: all. @default null */
  readonly documentId?: string | null
  readonly offset: number
  readonly limit: number
}

/**
 * Answers of before, for questions that ask the same again. It prefers a miss: an entry is served only where its
 * question is the same by its letters or by the guard, and where a search finds what it was written from now.
 * Trouble of its own (a full disk, a damaged row, no embedder) is a miss with a reason, never an error.
 */
export interface AnswerCache {
  /** Throws only what `signal` was aborted with. */
  lookup(request: LookupRequest, signal: AbortSignal): Promise<Lookup>
  /**
   * Counts a question that was not looked up because an equal one was under way: as a hit like that one, or, with
   * null, as a miss.
   */
  joined(kind: Hit['kind'] | null): void
  /** To be taken before the search whose answer is inserted. */
  epoch(): Epoch
  /**
   * False where it was not taken in: the documents have moved since `before`, it is switched off, the answer or its
   * question are not fit for it, or it could not be written. What it resolves with true for is there after a kill.
   */
  insert(request: InsertRequest, before: Epoch): Promise<boolean>
  /** Drops what rests on it, whatever is being written now included. @returns how many entries that were */
  invalidate(what: Invalidation): number
  /** The documents changed: drops the entries that were written from one that is gone or has other content now. */
  checkDocuments(): void
  readonly settings: CacheSettings
  /** In force at once; entries go only where they no longer have room. */
  change(settings: Partial<CacheSettings>): void
  stats(): CacheStats
  /** Last used first. */
  entries(filter: EntryFilter): { readonly items: readonly CacheEntryView[]; readonly total: number }
  /** Null where it is gone. */
  entry(id: number): Promise<CacheEntryDetail | null>
  /** Newest first. */
  nearMisses(): readonly CacheNearMiss[]
  /**
   * A person deleted these questions: their answers go, in every partition, and the near-misses in which one was asked
   * or was what was near.
   */
  forget(questions: readonly string[]): void
  remove(id: number): void
  /** Everything, near-misses too. @returns how many entries that were */
  clear(): Promise<number>
  /** Settles when all entries of the last run are there. */
  whenLoaded(): Promise<void>
  /** Entries, near-misses or settings changed. */
  readonly onChange: Event<void>
}
