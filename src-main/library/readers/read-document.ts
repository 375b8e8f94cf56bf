import type { DocumentFormat, PageSpan } from '../../../src-shared/schemas/library.ts'
import type { Chunk } from '../chunker/chunk.ts'

export interface ReadRequest {
  readonly path: string
  readonly format: DocumentFormat
  /** What the embedder reads at once, its special tokens included (MiniLM: 256). */
  readonly maxTokens: number
}

/** What a file holds, ready to be stored. */
export interface ReadDocument {
  readonly title: string
  /** Newlines are \n; offsets everywhere are UTF-16 code units into this. */
  readonly text: string
  /** Empty for formats without pages. */
  readonly pages: readonly PageSpan[]
  /** sha256 of the file's bytes, hex. */
  readonly contentHash: string
  /** Bytes. */
  readonly size: number
  /** Epoch milliseconds, whole: Math.floor(stat.mtimeMs). */
  readonly modifiedAt: number
  /** In order; every non-blank character of the text is in at least one. */
  readonly chunks: readonly Chunk[]
}
