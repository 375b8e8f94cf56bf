import { AppError, toAppError } from '../base/app-error.ts'
import type { Embedder } from '../ollama/index.ts'
import type { ChunkToEmbed, EmbedderRow } from '../storage/index.ts'
import type { ChunkProgress, DocumentProgress } from './chunk-progress.ts'
import { embeddingText } from './chunker/chunk.ts'
import type { EmbedderInUse } from './embedder-in-use.ts'
import type { LibraryTables } from './library-tables.ts'
import { absentPart } from './work-loop.ts'

export interface EmbeddingStepOptions {
  readonly tables: LibraryTables
  readonly embedder: EmbedderInUse
  readonly progress: ChunkProgress
  /** Whether documents of the queue may be embedded: it is not paused. */
  readonly mayRun: () => boolean
  /** Vectors were added. */
  readonly onEmbedded: () => void
  readonly onFailed: (documentId: string, error: AppError) => void
}

/** Texts of one call: enough to keep every context of the engine busy, little enough to lose at a kill. */
const BATCH = 32
/** While one is embedded the next one is on its way, so that the embedder never waits for us. */
const AT_ONCE = 2
/** Chunks looked at in one go, for those that are known already. */
const PAGE = 128

interface Segment {
  readonly documentId: string
  readonly progress: DocumentProgress
  readonly from: number
  readonly to: number
}

interface Batch {
  readonly chunks: readonly ChunkToEmbed[]
  readonly segments: readonly Segment[]
}

/**
 * chunked → embedded: asks the embedder for what it was not asked before, in batches that span documents, each
 * stored as it comes. Also embeds indexed documents anew for a generation that is built for another embedder.
 */
export class EmbeddingStep {
  readonly #options: EmbeddingStepOptions
  readonly #active = new Set<Promise<void>>()
  /** Texts that are being embedded, by hash: nobody asks for them twice. */
  readonly #asked = new Map<string, Promise<void>>()
  #next = new WeakMap<DocumentProgress, number>()
  #open = new WeakMap<DocumentProgress, Set<Segment>>()
  /** Rises when what was handed out no longer counts. */
  #round = 0
  #backfillAfter: number | null = null

  constructor(options: EmbeddingStepOptions) {
    this.#options = options
    options.embedder.onChanged(() => {
      this.#rewind()
      options.progress.clear()
    })
  }

  /** Looks through all indexed chunks for such as lack an embedding. */
  backfill(): void {
    this.#backfillAfter ??= 0
  }

  async work(signal: AbortSignal): Promise<boolean> {
    const row = this.#options.embedder.row
    const isFed = row !== null && this.#feed(row, signal)
    if (row === null && this.#hasDocuments()) throw new AppError('EMBEDDER_UNAVAILABLE')
    if (this.#active.size === 0) return isFed
    await Promise.race(this.#active)
    return true
  }

  /** True where something was found, be it only chunks that are known. */
  #feed(row: EmbedderRow, signal: AbortSignal): boolean {
    let isFed = false
    while (this.#active.size < AT_ONCE) {
      const batch = this.#nextBatch(row)
      if (!batch) return isFed
      isFed = true
      if (batch.chunks.length === 0) {
        this.#finish(batch)
        // One page a turn: thousands of known chunks must not hold up the main process.
        return true
      }
      const embedder = this.#options.embedder.live
      if (!embedder) {
        this.#rewind()
        throw new AppError('EMBEDDER_UNAVAILABLE')
      }
      const run = this.#run(batch, embedder, row, signal).finally(() => this.#active.delete(run))
      run.catch(() => undefined)
      this.#active.add(run)
    }
    return isFed
  }

  #hasDocuments(): boolean {
    return this.#options.mayRun() && this.#options.tables.ingest.inState('chunked', 1).length > 0
  }

  #nextBatch(row: EmbedderRow): Batch | null {
    const batch = this.#options.mayRun() ? this.#fromDocuments(row) : null
    return batch ?? this.#fromIndexed(row)
  }

  #fromDocuments(row: EmbedderRow): Batch | null {
    const { tables, progress: all } = this.#options
    const chunks: ChunkToEmbed[] = []
    const segments: Segment[] = []
    let looked = 0
    for (const { documentId, revision, chunks: total } of tables.ingest.inState('chunked', 2 * PAGE)) {
      const progress = all.of(documentId, revision, total)
      const from = this.#next.get(progress) ?? progress.embedded
      if (from >= total && (this.#open.get(progress)?.size ?? 0) > 0) continue
      const rows = tables.vectors.toEmbed(row.id, documentId, revision, from, PAGE - looked)
      let to = from
      for (const chunk of rows) {
        if (chunk.known === 0 && chunks.length >= BATCH) break
        if (chunk.known === 0) chunks.push(chunk)
        to = chunk.ordinal + 1
      }
      looked += to - from
      segments.push(this.#handOut({ documentId, progress, from, to }))
      if (chunks.length >= BATCH || looked >= PAGE) break
    }
    return segments.length > 0 ? { chunks, segments } : null
  }

  #fromIndexed(row: EmbedderRow): Batch | null {
    if (this.#backfillAfter === null) return null
    const rows = this.#options.tables.vectors.indexedChunks(row.id, this.#backfillAfter, PAGE)
    if (rows.length === 0) {
      this.#backfillAfter = null
      return null
    }
    const chunks: ChunkToEmbed[] = []
    for (const chunk of rows) {
      if (chunk.known === 0 && chunks.length >= BATCH) break
      if (chunk.known === 0) chunks.push(chunk)
      this.#backfillAfter = chunk.id
    }
    return { chunks, segments: [] }
  }

  async #run(batch: Batch, embedder: Embedder, row: EmbedderRow, signal: AbortSignal): Promise<void> {
    const round = this.#round
    try {
      await this.#embedOnce(batch.chunks, embedder, row, signal)
    } catch (error) {
      signal.throwIfAborted()
      if (round === this.#round) this.#rewind()
      if (batch.segments.length === 0) this.#backfillAfter = 0
      const failure = toAppError(error)
      if (absentPart(failure) !== null || failure.code.startsWith('DATABASE_')) throw error
      await this.#oneByOne(batch, embedder, row, signal)
      return
    }
    if (round === this.#round) this.#finish(batch)
  }

  /** Asks for each different text once, whoever else wants it at the same time. */
  async #embedOnce(
    chunks: Batch['chunks'],
    embedder: Embedder,
    row: EmbedderRow,
    signal: AbortSignal,
  ): Promise<void> {
    const mine = new Map<string, ChunkToEmbed>()
    const others: Promise<void>[] = []
    for (const chunk of chunks) {
      const key = `${row.id} ${Buffer.from(chunk.textHash).toString('hex')}`
      const asked = this.#asked.get(key)
      if (asked) others.push(asked)
      else mine.set(key, chunk)
    }
    const answer = this.#ask([...mine.values()], embedder, row, signal)
    for (const key of mine.keys()) this.#asked.set(key, answer)
    try {
      await Promise.all([answer, ...others])
    } finally {
      for (const key of mine.keys()) this.#asked.delete(key)
    }
  }

  async #ask(chunks: readonly ChunkToEmbed[], embedder: Embedder, row: EmbedderRow, signal: AbortSignal) {
    const vectors = await embedder.embed(chunks.map(embeddingText), signal, 'background')
    if (vectors.length !== chunks.length || vectors.some((vector) => vector.length !== row.dimension)) {
      throw new AppError('EMBEDDING_INVALID')
    }
    const { database, vectors: table } = this.#options.tables
    database.transaction(() => {
      for (const [at, chunk] of chunks.entries()) {
        const vector = vectors[at]
        if (vector) table.insert(row.id, chunk.textHash, vector)
      }
    })
    this.#options.progress.count(chunks.length)
  }

  /**
   * The embedder took offence at one of them: each is tried alone, and its document fails with the reason.
   * Where every one fails it is the embedder that is ill, and the queue waits.
   */
  async #oneByOne(batch: Batch, embedder: Embedder, row: EmbedderRow, signal: AbortSignal): Promise<void> {
    const refused: { readonly documentId: string; readonly error: AppError }[] = []
    for (const chunk of batch.chunks) {
      try {
        await this.#embedOnce([chunk], embedder, row, signal)
      } catch (error) {
        signal.throwIfAborted()
        if (absentPart(toAppError(error)) !== null) throw error
        refused.push({ documentId: chunk.documentId, error: toAppError(error) })
      }
    }
    if (refused.length === batch.chunks.length && batch.chunks.length > 1) {
      throw new AppError('EMBEDDER_UNAVAILABLE', { cause: refused[0]?.error })
    }
    for (const { documentId, error } of refused) this.#options.onFailed(documentId, error)
  }

  #handOut(segment: Segment): Segment {
    this.#next.set(segment.progress, segment.to)
    const open = this.#open.get(segment.progress) ?? new Set()
    this.#open.set(segment.progress, open.add(segment))
    return segment
  }

  #finish(batch: Batch): void {
    const { tables, onEmbedded } = this.#options
    for (const segment of batch.segments) {
      const { documentId, progress } = segment
      const open = this.#open.get(progress)
      open?.delete(segment)
      const next = this.#next.get(progress) ?? segment.to
      progress.embedded = Math.min(next, ...[...(open ?? [])].map(({ from }) => from))
      if (progress.embedded < progress.total) continue
      this.#next.delete(progress)
      this.#open.delete(progress)
      const row = tables.ingest.get(documentId)
      if (row?.state === 'chunked' && row.revision === progress.revision) {
        tables.ingest.setState(documentId, 'embedded')
      }
    }
    onEmbedded()
  }

  /** What is handed out and not stored yet is handed out again. */
  #rewind(): void {
    this.#round++
    this.#next = new WeakMap()
    this.#open = new WeakMap()
  }
}
