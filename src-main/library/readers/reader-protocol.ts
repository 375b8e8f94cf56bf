import type { ErrorBody } from '../../../src-shared/error-codes.ts'
import type { Chunk } from '../chunker/chunk.ts'
import type { DocumentHead, ReadRequest } from './read-document.ts'

export interface ReaderCall {
  readonly id: number
  readonly request: ReadRequest
}

/** A chunk as it crosses: its text is cut from the document's, which has crossed before. */
export type SentChunk = Omit<Chunk, 'text'>

/**
 * What the child says: the text in parts, then chunks in batches, then `done`; or `failed`. In small messages,
 * since each is decoded in one go on the main process' event loop.
 */
export type ReaderAnswer =
  | { readonly kind: 'ready' }
  | { readonly kind: 'text'; readonly id: number; readonly part: string }
  | { readonly kind: 'chunks'; readonly id: number; readonly chunks: readonly SentChunk[] }
  | { readonly kind: 'done'; readonly id: number; readonly head: DocumentHead }
  | { readonly kind: 'failed'; readonly id: number; readonly error: ErrorBody }

/** UTF-16 units of text in one message. */
export const TEXT_PART = 131_072
/** Chunks in one message. */
export const CHUNK_BATCH = 100
