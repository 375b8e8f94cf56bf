import type { Clock } from '../base/clock.ts'
import type { VectorStore } from '../chroma/index.ts'
import type { EmbedderRow, IngestRow } from '../storage/index.ts'
import type { ChunkProgress, DocumentProgress } from './chunk-progress.ts'
import type { EmbedderInUse } from './embedder-in-use.ts'
import type { LibraryTables } from './library-tables.ts'
import type { VectorGenerations } from './vector-generations.ts'

export interface IndexingStepOptions {
  readonly tables: LibraryTables
  readonly vectors: VectorStore
  readonly embedder: EmbedderInUse
  readonly generations: VectorGenerations
  readonly progress: ChunkProgress
  readonly clock: Clock
  readonly mayRun: () => boolean
  /** Whether more embeddings are on their way: then small batches wait a little for company. */
  readonly isEmbedding: () => boolean
  readonly onIndexed: (documentId: string) => void
  /** Look again. */
  readonly onLater: () => void
  /** Embeddings that were thought to be there are not. */
  readonly onMissing: () => void
}

const BATCH = 256
const SMALL = 96
const COMPANY_MS = 700

interface Slice {
  readonly row: IngestRow
  readonly progress: DocumentProgress
  readonly from: number
  readonly to: number
}

/** embedded → indexed: writes to Chroma what has been embedded so far, also of documents that are not through. */
export class IndexingStep {
  readonly #options: IndexingStepOptions
  /** For company of a small batch: not yet, still, or long enough. */
  #wait: 'none' | 'waiting' | 'over' = 'none'

  constructor(options: IndexingStepOptions) {
    this.#options = options
  }

  /** It holds something back for the sake of bigger batches. */
  get isWaiting(): boolean {
    return this.#wait !== 'none'
  }

  async work(signal: AbortSignal): Promise<boolean> {
    const { embedder, mayRun } = this.#options
    const row = embedder.row
    if (!row || !mayRun()) {
      this.#wait = 'none'
      return false
    }
    const slices = this.#collect()
    const chunks = slices.reduce((sum, { from, to }) => sum + to - from, 0)
    if (slices.length > 0 && this.#waitsForCompany(chunks)) return false
    this.#wait = 'none'
    if (slices.length === 0) return false
    await this.#write(slices, row, signal)
    return true
  }

  /** Of one collection, at most a batch, in the order of the queue. */
  #collect(): readonly Slice[] {
    const { ingest } = this.#options.tables
    const slices: Slice[] = []
    let room = BATCH
    for (const row of [...ingest.inState('embedded', BATCH), ...ingest.inState('chunked', 64)]) {
      if (room <= 0) break
      if (slices[0] && slices[0].row.collectionId !== row.collectionId) continue
      const progress = this.#progressOf(row)
      const to = Math.min(progress.embedded, progress.indexed + room)
      const isDone = row.state === 'embedded' && progress.indexed >= progress.total
      if (to <= progress.indexed && !isDone) continue
      slices.push({ row, progress, from: progress.indexed, to })
      room -= to - progress.indexed
    }
    return slices
  }

  #progressOf(row: IngestRow): DocumentProgress {
    const progress = this.#options.progress.of(row.documentId, row.revision, row.chunks)
    if (row.state === 'embedded') progress.embedded = progress.total
    return progress
  }

  #waitsForCompany(chunks: number): boolean {
    const { clock, isEmbedding, onLater } = this.#options
    if (chunks >= SMALL || !isEmbedding()) return false
    if (this.#wait === 'none') {
      this.#wait = 'waiting'
      clock.after(COMPANY_MS, () => {
        if (this.#wait === 'waiting') this.#wait = 'over'
        onLater()
      })
    }
    return this.#wait === 'waiting'
  }

  async #write(slices: readonly Slice[], embedder: EmbedderRow, signal: AbortSignal): Promise<void> {
    const { tables, vectors, generations } = this.#options
    const written: Slice[] = []
    const records: { readonly id: string; readonly vector: Float32Array }[] = []
    for (const slice of slices) {
      const { row, from, to } = slice
      const rows = tables.vectors.ofDocument(embedder.id, row.documentId, row.revision, from, to)
      const known = rows.flatMap(({ id, vector }) => (vector ? [{ id: String(id), vector }] : []))
      if (known.length < to - from) {
        this.#embedAgain(row)
        continue
      }
      records.push(...known)
      written.push(slice)
    }
    const collectionId = slices[0]?.row.collectionId
    if (collectionId === undefined || written.length === 0) return
    if (records.length > 0) {
      for (const { name } of generations.ensure(collectionId, embedder)) {
        await vectors.upsert(name, records, signal)
      }
    }
    for (const slice of written) this.#finish(slice, embedder)
  }

  #finish({ row, progress, to }: Slice, embedder: EmbedderRow): void {
    const { tables, clock, onIndexed } = this.#options
    const { documentId } = row
    progress.indexed = to
    if (to < progress.total) return
    const isThrough = tables.database.transaction(() => {
      const now = tables.ingest.get(documentId)
      // Another embedder or another content: what was written is not what counts.
      if (now?.state !== 'embedded' || now.revision !== progress.revision) return false
      if (this.#options.embedder.row?.id !== embedder.id) return false
      tables.ingest.remove(documentId)
      tables.documents.setIndexed(documentId, clock.now())
      tables.collections.touch(row.collectionId)
      return true
    })
    if (!isThrough) return
    this.#options.progress.forget(documentId)
    onIndexed(documentId)
  }

  #embedAgain({ documentId, revision }: IngestRow): void {
    const { tables, progress, onMissing } = this.#options
    const now = tables.ingest.get(documentId)
    progress.forget(documentId)
    if (now?.revision === revision && now.state === 'embedded') tables.ingest.setState(documentId, 'chunked')
    onMissing()
  }
}
