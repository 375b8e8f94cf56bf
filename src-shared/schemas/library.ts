import { z } from 'zod'
import { limits } from './limits.ts'

export const id = z.string().min(1).max(limits.id)
export const collectionName = z.string().trim().min(1).max(limits.collectionName)

/**
 * Where a document is on its way. `waiting` … `embedded` are steps of the queue (§3.4); `indexed` is done;
 * `failed` keeps its error until somebody retries. A document whose text is stored is found by full-text
 * search from `chunked` on, whatever becomes of its vectors.
 */
export const documentState = z.enum(['discovered', 'read', 'chunked', 'embedded', 'indexed', 'failed'])
export type DocumentState = z.infer<typeof documentState>

export const documentFormat = z.enum(['txt', 'md', 'html', 'pdf', 'docx'])
export type DocumentFormat = z.infer<typeof documentFormat>

/** What a list of documents may be ordered by; equal ones follow by title, then by id. */
export const documentSort = z.enum(['title', 'format', 'state', 'chunks', 'pages', 'size', 'addedAt'])
export type DocumentSort = z.infer<typeof documentSort>

export interface DocumentRow {
  readonly id: string
  readonly collectionId: string
  /** Absolute path at the time it was added. */
  readonly path: string
  readonly title: string
  readonly format: DocumentFormat
  /** Bytes of the file as last read; 0 before that. */
  readonly size: number
  readonly state: DocumentState
  readonly error: { readonly code: string; readonly message: string } | null
  readonly chunks: number
  /** Pages of a paged format, else null. */
  readonly pages: number | null
  /** Epoch milliseconds. */
  readonly addedAt: number
  readonly indexedAt: number | null
}

export interface Collection {
  readonly id: string
  readonly name: string
  readonly documents: number
  readonly chunks: number
  /** Rises with every change of content; part of what an answer depends on. */
  readonly version: number
  readonly createdAt: number
}

/** One page of a stored text: [start, end) offsets into it. Pages are numbered from 1. */
export interface PageSpan {
  readonly page: number
  readonly start: number
  readonly end: number
}

/** The stored text of a document, for the source panel. Offsets everywhere are UTF-16 code units. */
export interface DocumentText {
  readonly document: DocumentRow
  readonly text: string
  readonly pages: readonly PageSpan[]
}

/** One item of the ingest queue as shown to a person. */
export interface IngestItem {
  readonly documentId: string
  readonly path: string
  readonly title: string
  readonly collectionId: string
  readonly state: DocumentState
  /** Of this file alone, 0 to 1. */
  readonly progress: number
  readonly chunksDone: number
  readonly chunksTotal: number
  readonly error: { readonly code: string; readonly message: string } | null
}

export interface IngestStatus {
  readonly paused: boolean
  /** Why the queue stands still although it is not paused: the embedder or the vector store is away. */
  readonly waitingFor: 'embedder' | 'vector_store' | 'disk' | null
  readonly total: number
  readonly done: number
  readonly failed: number
  readonly active: readonly IngestItem[]
  /** Chunks a second over the last minute; null before anything was measured. */
  readonly chunksPerSecond: number | null
  /** Seconds until the queue is empty; null where it cannot be told. */
  readonly remainingSeconds: number | null
  /** Rebuild of the vector store from SQLite. */
  readonly rebuild: { readonly done: number; readonly total: number } | null
}

/** What became of paths that were added: queued, unchanged, or refused with the reason. */
export interface AddResult {
  readonly items: readonly {
    readonly documentId: string
    readonly path: string
    readonly state: DocumentState
    /** True where the file is known and has not changed: nothing is done. */
    readonly unchanged: boolean
  }[]
  readonly refused: readonly { readonly path: string; readonly code: string; readonly message: string }[]
}
