import { randomUUID } from 'node:crypto'
import type {
  AddResult,
  Collection,
  DocumentRow,
  DocumentText,
  IngestStatus,
} from '../../src-shared/schemas/library.ts'
import { collectionName } from '../../src-shared/schemas/library.ts'
import { AppError } from '../base/app-error.ts'
import type { Clock } from '../base/clock.ts'
import type { Disposable } from '../base/disposable.ts'
import { Emitter } from '../base/emitter.ts'
import type { Logger } from '../base/logger.ts'
import type { VectorStore } from '../chroma/index.ts'
import type { Models } from '../ollama/index.ts'
import type { Database, DocumentContent } from '../storage/index.ts'
import { addPaths } from './document-adding.ts'
import { IngestQueue } from './ingest-queue.ts'
import { ingestStatus } from './ingest-report.ts'
import type { DocumentFilter, Library } from './library.ts'
import { type LibraryTables, openLibraryTables } from './library-tables.ts'
import type { Readers } from './reading-step.ts'
import { Throttle } from './throttle.ts'

export interface LibraryServiceOptions {
  readonly database: Database
  readonly readers: Readers
  readonly models: Models
  readonly vectors: VectorStore
  readonly clock: Clock
  readonly log: Logger
}

const DEFAULT_COLLECTION = 'My documents'
/** Between two reports to a person. */
const REPORT_MS = 250

/** The library on SQLite. Takes up at once what the last run left undone. */
export class LibraryService implements Library, Disposable {
  readonly #options: LibraryServiceOptions
  readonly #tables: LibraryTables
  readonly #queue: IngestQueue
  readonly #status = new Emitter<IngestStatus>()
  readonly #changed = new Emitter<void>()
  /** At once and for each change: for those who wait, not for those who look. */
  readonly #moved = new Emitter<void>()
  readonly #statusReports: Throttle
  readonly #changeReports: Throttle
  readonly onStatus = this.#status.event
  readonly onChanged = this.#changed.event

  constructor(options: LibraryServiceOptions) {
    this.#options = options
    const { database, clock } = options
    this.#tables = openLibraryTables(database)
    this.#statusReports = new Throttle(clock, REPORT_MS, () => this.#status.fire(this.status()))
    this.#changeReports = new Throttle(clock, REPORT_MS, () => this.#changed.fire())
    this.#queue = new IngestQueue({
      ...options,
      tables: this.#tables,
      onChange: () => {
        this.#moved.fire()
        this.#statusReports.ask()
      },
      onDocuments: () => {
        this.#changeReports.ask()
        this.#statusReports.ask()
      },
    })
    this.#queue.start()
  }

  collections(): readonly Collection[] {
    return this.#tables.collections.all()
  }

  findCollection(idOrName: string): Collection | null {
    return this.#tables.collections.find(idOrName)
  }

  defaultCollection(): Collection {
    return this.findCollection(DEFAULT_COLLECTION) ?? this.createCollection(DEFAULT_COLLECTION)
  }

  /** Throws CONFLICT where the name is taken, in any case of its letters. */
  createCollection(name: string): Collection {
    const id = randomUUID()
    const clean = this.#freeName(name, null)
    this.#tables.collections.insert(id, clean, this.#options.clock.now())
    this.#reportChange()
    return this.#collection(id)
  }

  renameCollection(id: string, name: string): void {
    this.#collection(id)
    this.#tables.collections.rename(id, this.#freeName(name, id))
    this.#reportChange()
  }

  removeCollection(id: string): void {
    this.#collection(id)
    const { database, collections, content, generations } = this.#tables
    database.transaction(() => {
      content.retireCollection(id)
      generations.retireCollection(id)
      // Its documents and their places in the queue go with it.
      collections.remove(id)
    })
    this.#reportChange()
  }

  documents(filter: DocumentFilter): { readonly items: readonly DocumentRow[]; readonly total: number } {
    return this.#tables.documents.list(filter)
  }

  document(id: string): DocumentRow {
    const row = this.#tables.documents.get(id)
    if (!row) throw new AppError('NOT_FOUND', { message: 'The document is no longer in the library.' })
    return row
  }

  text(id: string): DocumentText {
    const document = this.document(id)
    const { content, documents } = this.#tables
    return { document, text: content.span(id, 0, Number.MAX_SAFE_INTEGER), pages: documents.pages(id) }
  }

  /** Those that are not there are passed over: they are gone already. */
  removeDocuments(ids: readonly string[]): void {
    const { database, documents } = this.#tables
    database.transaction(() => {
      for (const id of ids) {
        const document = documents.content(id)
        if (document) this.#remove(document)
      }
    })
    this.#reportChange()
  }

  async add(paths: readonly string[], collectionId: string, signal: AbortSignal): Promise<AddResult> {
    this.#collection(collectionId)
    if (this.#isEmpty()) this.#queue.resetDone()
    const onQueued = (ids: readonly string[]) => {
      for (const id of ids) this.#queue.stopReading(id)
      this.#reportChange()
    }
    return addPaths(this.#tables, this.#options.clock, paths, collectionId, onQueued, signal)
  }

  status(): IngestStatus {
    return ingestStatus(this.#tables, this.#queue)
  }

  pause(): void {
    this.#queue.setPaused(true)
  }

  resume(): void {
    this.#queue.setPaused(false)
    this.#queue.retryNow()
  }

  /**
   * What is new goes; a known document keeps its content. One whose new content counts already is past
   * cancelling: it goes on.
   */
  cancel(documentId: string | null): void {
    const { database, ingest, documents } = this.#tables
    database.transaction(() => {
      const rows = documentId === null ? ingest.all(Number.MAX_SAFE_INTEGER) : [ingest.get(documentId)]
      for (const row of rows) {
        if (!row || (documentId === null && row.state === 'failed')) continue
        const document = documents.content(row.documentId)
        if (document) this.#cancelOne(document)
      }
    })
    this.#reportChange()
  }

  retry(documentId: string | null): void {
    const { database, ingest } = this.#tables
    const now = this.#options.clock.now()
    database.transaction(() => {
      const rows = documentId === null ? ingest.inState('failed', 1_000_000) : [ingest.get(documentId)]
      for (const row of rows) if (row?.state === 'failed') ingest.enqueue(row.documentId, now)
    })
    this.#reportChange()
    this.#queue.retryNow()
  }

  whenSettled(signal: AbortSignal): Promise<IngestStatus> {
    return new Promise((resolve, reject) => {
      const look = () => {
        if (!this.#queue.isAtRest) return
        end()
        resolve(this.status())
      }
      const onAbort = () => {
        end()
        reject(new AppError('CANCELLED', { cause: signal.reason }))
      }
      const subscription = this.#moved.event(look)
      const end = () => {
        void subscription.dispose()
        signal.removeEventListener('abort', onAbort)
      }
      if (signal.aborted) return onAbort()
      signal.addEventListener('abort', onAbort, { once: true })
      look()
    })
  }

  rebuildVectors(): void {
    this.#queue.generations.rebuildAll()
    this.#queue.wake()
  }

  vectorCollections(collectionId: string | null): readonly string[] {
    const digest = this.#options.models.embedder()?.digest
    const embedder = digest === undefined ? null : this.#tables.vectors.findEmbedder(digest)
    return embedder ? this.#queue.generations.answering(embedder.id, collectionId) : []
  }

  async dispose(): Promise<void> {
    this.#statusReports.dispose()
    this.#changeReports.dispose()
    await this.#queue.dispose()
  }

  #collection(id: string): Collection {
    const found = this.#tables.collections.find(id)
    if (found?.id !== id) throw new AppError('NOT_FOUND', { message: 'There is no such collection.' })
    return found
  }

  #freeName(name: string, own: string | null): string {
    const parsed = collectionName.safeParse(name)
    if (!parsed.success)
      throw new AppError('INVALID_INPUT', { message: 'A collection needs a shorter name.' })
    const taken = this.#tables.collections.all().some((row) => {
      return row.id !== own && row.name.toLowerCase() === parsed.data.toLowerCase()
    })
    if (taken) throw new AppError('CONFLICT', { message: 'There is a collection by that name already.' })
    return parsed.data
  }

  #isEmpty(): boolean {
    const counts = this.#tables.ingest.counts()
    return [...counts.keys()].every((state) => state === 'failed')
  }

  #remove({ id, collectionId, revision }: DocumentContent): void {
    const { content, documents, collections } = this.#tables
    this.#queue.stopReading(id)
    this.#queue.progress.forget(id)
    if (revision > 0) content.retire({ documentId: id, revision, collectionId })
    documents.remove(id)
    collections.touch(collectionId)
  }

  #cancelOne(document: DocumentContent): void {
    const { ingest } = this.#tables
    const { id, ingestState, indexedAt, indexedRevision, revision } = document
    if (indexedAt === null) this.#remove(document)
    else if (ingestState === 'discovered' || ingestState === 'failed') {
      this.#queue.stopReading(id)
      if (indexedRevision === revision) ingest.remove(id)
      else ingest.setState(id, 'chunked')
    }
  }

  #reportChange(): void {
    this.#changeReports.ask()
    this.#queue.wake()
  }
}
