import { basename, extname } from 'node:path'
import type { DocumentFormat, PageSpan } from '../../../src-shared/schemas/library.ts'
import { AppError } from '../../base/app-error.ts'
import type { Chunk } from '../chunker/chunk.ts'
import { chunksOf } from '../chunker/chunker.ts'
import type { TokenCounter } from '../tokenizer.ts'
import { cleanTitle, MAX_TEXT, type Reader } from './extracted.ts'
import { readFileBytes } from './file-bytes.ts'

export interface ReadRequest {
  readonly path: string
  readonly format: DocumentFormat
  /** What the embedder reads at once, its special tokens included (MiniLM: 256). */
  readonly maxTokens: number
}

/** What a file holds, ready to be stored. */
export interface ReadDocument extends DocumentHead {
  /** Newlines are \n; offsets everywhere are UTF-16 code units into this. */
  readonly text: string
  /** In order; every non-blank character of the text is in at least one. */
  readonly chunks: readonly Chunk[]
}

/** All but what may be large. */
export interface DocumentHead {
  readonly title: string
  /** Empty for formats without pages. */
  readonly pages: readonly PageSpan[]
  /** sha256 of the file's bytes, hex. */
  readonly contentHash: string
  /** Bytes. */
  readonly size: number
  /** Epoch milliseconds, whole: Math.floor(stat.mtimeMs). */
  readonly modifiedAt: number
}

const MEGABYTE = 1_000_000

/** Loaded when first needed: pdf.js alone takes 40 MB. `limit` is in bytes of the file. */
const formats: Readonly<Record<DocumentFormat, { limit: number; load: () => Promise<Reader> }>> = {
  // Four bytes a character at most; what is longer is refused before it is read.
  txt: { limit: 4 * MAX_TEXT, load: async () => (await import('./txt.ts')).readTxt },
  md: { limit: 4 * MAX_TEXT, load: async () => (await import('./md.ts')).readMd },
  // A parsed page takes up to 120 times its size.
  html: { limit: 16 * MEGABYTE, load: async () => (await import('./html.ts')).readHtml },
  pdf: { limit: 200 * MEGABYTE, load: async () => (await import('./pdf.ts')).readPdf },
  docx: { limit: 200 * MEGABYTE, load: async () => (await import('./docx.ts')).readDocx },
}

/** Reads, extracts and chunks one file, in this process. Chunks are made as they are asked for. */
export async function readDocument(
  request: ReadRequest,
  count: TokenCounter,
): Promise<{ readonly head: DocumentHead; readonly text: string; readonly chunks: Iterable<Chunk> }> {
  const { limit, load } = formats[request.format]
  const file = await readFileBytes(request.path, limit)
  const read = await load()
  const { title, text, blocks, pages } = await read(file.bytes).catch((error: unknown) => {
    if (error instanceof AppError) throw error
    throw new AppError('FILE_CORRUPT', { cause: error })
  })
  const name = basename(request.path, extname(request.path))
  return {
    head: {
      title: title ?? cleanTitle(name) ?? 'Untitled',
      pages,
      contentHash: file.hash,
      size: file.size,
      modifiedAt: file.modifiedAt,
    },
    text,
    chunks: chunksOf({ text, blocks, pages, title }, { count, maxTokens: request.maxTokens }),
  }
}
