import type { AppError } from '../base/app-error.ts'
import { toAppError } from '../base/app-error.ts'
import type { Clock } from '../base/clock.ts'
import type { Logger } from '../base/logger.ts'
import { type IngestRow, type Revision, textParts } from '../storage/index.ts'
import type { LibraryTables } from './library-tables.ts'
import type { ReadDocument, ReadRequest } from './readers/read-document.ts'
import { inSmallSteps } from './small-steps.ts'
import { absentPart } from './work-loop.ts'

/** What reads a file outside this process. */
export interface Readers {
  read(request: ReadRequest, signal: AbortSignal): Promise<ReadDocument>
}

export interface ReadingStepOptions {
  readonly tables: LibraryTables
  readonly readers: Readers
  readonly clock: Clock
  readonly log: Logger
  /** Tokens that the embedder reads at once. */
  readonly maxTokens: () => number
  readonly onChunked: () => void
  readonly onFailed: (documentId: string, error: AppError) => void
  readonly onLater: () => void
}

/** One is read while the one before is stored. */
const AT_ONCE = 2
/** A file that changes under the reader is read again this often, after 1, 2, 4 … seconds. */
const MOST_ATTEMPTS = 5

/** discovered → chunked: reads a file, writes its text and chunks beside what counts, then swaps. */
export class ReadingStep {
  readonly #options: ReadingStepOptions
  readonly #active = new Map<string, { readonly abort: AbortController; readonly end: Promise<void> }>()
  readonly #writing = new Set<string>()
  /** Documents that are read again in a moment. */
  readonly #later = new Set<string>()

  constructor(options: ReadingStepOptions) {
    this.#options = options
  }

  isReading(documentId: string): boolean {
    return this.#active.has(documentId)
  }

  /** A file is read again in a moment. */
  get isWaiting(): boolean {
    return this.#later.size > 0
  }

  isBeingWritten({ documentId, revision }: Revision): boolean {
    return this.#writing.has(`${documentId} ${revision}`)
  }

  /** The document was removed or cancelled, or the file is another one now. */
  stop(documentId: string): void {
    this.#active.get(documentId)?.abort.abort()
    this.#later.delete(documentId)
  }

  /** False where nothing is to be read now. */
  async work(signal: AbortSignal): Promise<boolean> {
    this.#fill(signal)
    if (this.#active.size === 0) return false
    await Promise.race([...this.#active.values()].map(({ end }) => end))
    return true
  }

  #fill(signal: AbortSignal): void {
    const { tables } = this.#options
    if (this.#active.size >= AT_ONCE) return
    const waiting = tables.ingest.inState('discovered', AT_ONCE + this.#active.size + this.#later.size)
    for (const row of waiting) {
      if (this.#active.size >= AT_ONCE) return
      if (this.#active.has(row.documentId) || this.#later.has(row.documentId)) continue
      const abort = new AbortController()
      const stop = () => abort.abort(signal.reason)
      signal.addEventListener('abort', stop, { once: true })
      const end = this.#ingest(row, abort.signal).finally(() => {
        signal.removeEventListener('abort', stop)
        this.#active.delete(row.documentId)
      })
      // It may end while nobody races it.
      end.catch(() => undefined)
      this.#active.set(row.documentId, { abort, end })
    }
  }

  async #ingest(row: IngestRow, signal: AbortSignal): Promise<void> {
    const { readers, maxTokens } = this.#options
    try {
      const { path, format } = row
      const read = await readers.read({ path, format, maxTokens: maxTokens() }, signal)
      await this.#store(row, read, signal)
    } catch (error) {
      if (signal.aborted) return
      this.#failed(row, toAppError(error))
    }
  }

  /** Throws where the trouble is not about this file. */
  #failed(row: IngestRow, error: AppError): void {
    const { tables, clock, log, onFailed, onLater } = this.#options
    if (absentPart(error) !== null || /^(DATABASE_|SHUTTING_DOWN)/.test(error.code)) throw error
    if (error.code === 'FILE_CHANGED' && row.attempts < MOST_ATTEMPTS) {
      tables.ingest.countAttempt(row.documentId)
      const wait = 1_000 * 2 ** row.attempts
      this.#later.add(row.documentId)
      clock.after(wait, () => {
        this.#later.delete(row.documentId)
        onLater()
      })
      return
    }
    if (error.code === 'INTERNAL')
      log.error({ error: String(error.cause ?? error) }, 'a file could not be read')
    onFailed(row.documentId, error)
  }

  async #store(row: IngestRow, read: ReadDocument, signal: AbortSignal): Promise<void> {
    const { tables, onChunked } = this.#options
    const { database, content, documents, ingest } = tables
    const before = documents.content(row.documentId)
    if (!before) return
    if (before.revision > 0 && before.contentHash === read.contentHash) {
      database.transaction(() => {
        if (!this.#isStillWanted(row)) return
        documents.setFile(row.documentId, read.size, read.modifiedAt)
        if (before.indexedRevision === before.revision) ingest.remove(row.documentId)
        else ingest.setState(row.documentId, 'chunked')
      })
      onChunked()
      return
    }

    const { documentId, collectionId } = row
    const revision: Revision = { documentId, collectionId, revision: content.nextRevision(documentId) }
    const key = `${documentId} ${revision.revision}`
    this.#writing.add(key)
    try {
      content.retire(revision)
      const parts = textParts(read.text)
      await inSmallSteps(
        database,
        parts,
        ({ start, text }) => content.insertText(revision, start, text),
        signal,
      )
      await inSmallSteps(database, read.chunks, (chunk) => content.insertChunk(revision, chunk), signal)
      this.#swap(row, revision, read)
    } finally {
      this.#writing.delete(key)
      onChunked()
    }
  }

  /** A few rows, all or none. */
  #swap(row: IngestRow, revision: Revision, read: ReadDocument): void {
    const { database, content, documents, ingest, collections } = this.#options.tables
    database.transaction(() => {
      const before = documents.content(row.documentId)
      if (!before || !this.#isStillWanted(row)) return
      const { title, pages, size, modifiedAt, contentHash } = read
      content.adopt(revision)
      if (before.revision > 0) content.retire({ ...revision, revision: before.revision })
      documents.setContent(row.documentId, {
        revision: revision.revision,
        chunks: read.chunks.length,
        title,
        pages,
        size,
        modifiedAt,
        contentHash,
      })
      ingest.setState(row.documentId, 'chunked')
      collections.touch(row.collectionId)
    })
  }

  /** Neither removed, cancelled nor queued again while it was read. */
  #isStillWanted(row: IngestRow): boolean {
    const now = this.#options.tables.ingest.get(row.documentId)
    return now?.state === 'discovered' && now.enqueuedAt === row.enqueuedAt
  }
}
