import type { Event } from '../base/emitter.ts'

export interface VectorRecord {
  /** Ours: adding the same twice changes nothing. */
  readonly id: string
  readonly vector: Float32Array
}

export interface VectorHit {
  readonly id: string
  /** Cosine similarity, −1 to 1. */
  readonly similarity: number
}

export type VectorStoreState =
  | { readonly state: 'starting' | 'ready' }
  | { readonly state: 'down'; readonly reason: string }

/**
 * Chroma, as a projection of SQLite: nothing in it cannot be built again. Calls throw
 * VECTOR_STORE_UNAVAILABLE while it is away, DISK_FULL where it has no room. Collections are made on first upsert, with cosine distance.
 */
export interface VectorStore {
  readonly state: VectorStoreState
  readonly onState: Event<VectorStoreState>
  upsert(collection: string, records: readonly VectorRecord[], signal: AbortSignal): Promise<void>
  remove(collection: string, ids: readonly string[], signal: AbortSignal): Promise<void>
  /** Nearest first; empty where there is no such collection. */
  query(
    collection: string,
    vector: Float32Array,
    count: number,
    signal: AbortSignal,
  ): Promise<readonly VectorHit[]>
  /** Null: there is no such collection. */
  count(collection: string, signal: AbortSignal): Promise<number | null>
  list(signal: AbortSignal): Promise<readonly string[]>
  drop(collection: string, signal: AbortSignal): Promise<void>
}
