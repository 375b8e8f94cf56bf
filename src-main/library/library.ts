import type {
  AddResult,
  Collection,
  DocumentRow,
  DocumentSort,
  DocumentState,
  DocumentText,
  IngestStatus,
} from '../../src-shared/schemas/library.ts'
import type { Event } from '../base/emitter.ts'

export interface DocumentFilter {
  readonly collectionId: string | null
  readonly search: string
  readonly state: DocumentState | null
  /** @default 'addedAt' */
  readonly sort?: DocumentSort
  /** @default true */
  readonly descending?: boolean
  readonly offset: number
  readonly limit: number
}

/** A person's documents: collections, what is in them, and the queue that brings them in. */
export interface Library {
  collections(): readonly Collection[]
  /** By id or name. Null where there is none. */
  findCollection(idOrName: string): Collection | null
  /** The one that files go to when nobody says which; made when first asked for. */
  defaultCollection(): Collection
  createCollection(name: string): Collection
  renameCollection(id: string, name: string): void
  removeCollection(id: string): void

  documents(filter: DocumentFilter): { readonly items: readonly DocumentRow[]; readonly total: number }
  document(id: string): DocumentRow
  text(id: string): DocumentText
  removeDocuments(ids: readonly string[]): void

  /** Files and folders (walked). Queues what is new or changed; settles when all are queued, not when done. */
  add(paths: readonly string[], collectionId: string, signal: AbortSignal): Promise<AddResult>

  status(): IngestStatus
  readonly onStatus: Event<IngestStatus>
  /** Documents or collections changed. */
  readonly onChanged: Event<void>
  pause(): void
  resume(): void
  cancel(documentId: string | null): void
  retry(documentId: string | null): void
  /** Settles when the queue is empty or stands still for want of a part (see `waitingFor`). */
  whenSettled(signal: AbortSignal): Promise<IngestStatus>

  /** Builds the vectors anew from SQLite beside the old ones, then swaps. */
  rebuildVectors(): void
  /** The Chroma collections that answer for these documents now, for the embedder in use. */
  vectorCollections(collectionId: string | null): readonly string[]
}
