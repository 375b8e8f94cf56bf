import { type AppError, isAbort } from '../base/app-error.ts'
import type { Clock } from '../base/clock.ts'
import { type Disposable, DisposableStore } from '../base/disposable.ts'
import type { Logger } from '../base/logger.ts'
import type { VectorStore } from '../chroma/index.ts'
import type { Models } from '../ollama/index.ts'
import { ChunkProgress } from './chunk-progress.ts'
import { EmbedderInUse } from './embedder-in-use.ts'
import { EmbeddingStep } from './embedding-step.ts'
import { IndexingStep } from './indexing-step.ts'
import type { LibraryTables } from './library-tables.ts'
import { type Readers, ReadingStep } from './reading-step.ts'
import { SweepingStep } from './sweeping-step.ts'
import { VectorGenerations } from './vector-generations.ts'
import { type AbsentPart, WorkLoop } from './work-loop.ts'

export interface IngestQueueOptions {
  readonly tables: LibraryTables
  readonly readers: Readers
  readonly models: Models
  readonly vectors: VectorStore
  readonly clock: Clock
  readonly log: Logger
  /** Something that a person sees of the queue changed. */
  readonly onChange: () => void
  /** Documents changed. */
  readonly onDocuments: () => void
}

/** Any embedder of ours reads this much; chunks that fit it need not be cut anew for another embedder. */
const CHUNK_TOKENS = 256

/**
 * Brings documents in: four loops over what SQLite says is to be done. Each step is idempotent, none keeps
 * anything in memory that a kill could lose, and each wakes the ones after it.
 */
export class IngestQueue implements Disposable {
  readonly progress: ChunkProgress
  readonly embedder: EmbedderInUse
  readonly generations: VectorGenerations
  readonly #options: IngestQueueOptions
  readonly #reading: ReadingStep
  readonly #embedding: EmbeddingStep
  readonly #indexing: IndexingStep
  readonly #loops: Readonly<Record<'read' | 'embed' | 'vectors' | 'sweep', WorkLoop>>
  readonly #subscriptions = new DisposableStore()
  #isPaused: boolean
  /** Documents that came through since the queue was last empty. */
  #done = 0

  constructor(options: IngestQueueOptions) {
    this.#options = options
    const { tables, readers, models, vectors, clock, log, onChange } = options
    this.#isPaused = tables.ingest.isPaused
    this.progress = new ChunkProgress(clock)
    const embedder = new EmbedderInUse(models, tables, clock)
    this.embedder = embedder
    const mayRun = () => !this.#isPaused

    this.generations = new VectorGenerations({
      tables,
      vectors,
      embedder,
      log,
      onBuild: () => {
        this.#embedding.backfill()
        this.#loops.embed.wake()
        this.#loops.vectors.wake()
      },
      // Wakes the embedder alone, which wakes the other when it has something: else both would spin.
      onMissing: () => {
        this.#embedding.backfill()
        this.#loops.embed.wake()
      },
      onSwap: () => options.onDocuments(),
    })
    this.#reading = new ReadingStep({
      tables,
      readers,
      clock,
      log,
      maxTokens: () => Math.min(CHUNK_TOKENS, embedder.live?.maxTokens ?? CHUNK_TOKENS),
      onChunked: () => {
        this.#loops.embed.wake()
        this.#loops.sweep.wake()
        options.onDocuments()
      },
      onFailed: (id, error) => this.#fail(id, error),
      onLater: () => this.#loops.read.wake(),
    })
    this.#embedding = new EmbeddingStep({
      tables,
      embedder,
      progress: this.progress,
      mayRun,
      onEmbedded: () => {
        this.#loops.vectors.wake()
        onChange()
      },
      onFailed: (id, error) => this.#fail(id, error),
    })
    this.#indexing = new IndexingStep({
      tables,
      vectors,
      embedder,
      generations: this.generations,
      progress: this.progress,
      clock,
      mayRun,
      isEmbedding: () => !this.#loops.embed.isResting,
      onIndexed: () => {
        this.#done++
        options.onDocuments()
      },
      onLater: () => this.#loops.vectors.wake(),
      onMissing: () => this.#loops.embed.wake(),
    })
    const sweeping = new SweepingStep(tables, (revision) => this.#reading.isBeingWritten(revision))

    const loop = (work: (signal: AbortSignal) => Promise<boolean>, onRest = () => {}) =>
      new WorkLoop({
        clock,
        log,
        work,
        onChange: () => {
          onRest()
          onChange()
        },
      })
    this.#loops = {
      read: loop(async (signal) => !this.#isPaused && (await this.#reading.work(signal))),
      embed: loop(
        (signal) => this.#embedding.work(signal),
        () => {
          if (this.#indexing.isWaiting) this.#loops.vectors.wake()
        },
      ),
      vectors: loop((signal) => this.#projectVectors(signal)),
      sweep: loop(async () => {
        const hasMore = await sweeping.work()
        if (hasMore) this.#loops.vectors.wake()
        return hasMore
      }),
    }
    this.#subscriptions.add(models.onSelection(() => this.#onSelection()))
    this.#subscriptions.add(vectors.onState(({ state }) => this.#onVectors(state)))
    this.#subscriptions.add(embedder.onChanged(() => this.#loops.vectors.wake()))
  }

  start(): void {
    this.embedder.refresh()
    if (this.generations.progress) this.#embedding.backfill()
    for (const loop of Object.values(this.#loops)) loop.start()
  }

  /** There is something new to do. */
  wake(): void {
    for (const loop of Object.values(this.#loops)) loop.wake()
    this.#options.onChange()
  }

  /** Whatever made it wait may be over. */
  retryNow(): void {
    for (const loop of Object.values(this.#loops)) loop.retryNow()
  }

  /** The document is gone, cancelled or queued anew. */
  stopReading(documentId: string): void {
    this.#reading.stop(documentId)
  }

  isReading(documentId: string): boolean {
    return this.#reading.isReading(documentId)
  }

  get isPaused(): boolean {
    return this.#isPaused
  }

  setPaused(paused: boolean): void {
    const { tables, clock } = this.#options
    tables.ingest.setPaused(paused, clock.now())
    this.#isPaused = paused
    this.wake()
  }

  get done(): number {
    return this.#done
  }

  resetDone(): void {
    this.#done = 0
  }

  /** Nothing is left to do, or nothing can be done. */
  get isAtRest(): boolean {
    if (this.#isStarting()) return false
    if (this.#indexing.isWaiting && this.#loops.vectors.waitsFor === null) return false
    if (this.#reading.isWaiting && !this.#isPaused) return false
    return Object.values(this.#loops).every((loop) => loop.isResting)
  }

  /** Null also while a part is only just starting. */
  get waitsFor(): AbsentPart | null {
    if (this.#isStarting()) return null
    const parts = Object.values(this.#loops).map(({ waitsFor }) => waitsFor)
    return (['disk', 'embedder', 'vector_store'] as const).find((part) => parts.includes(part)) ?? null
  }

  async dispose(): Promise<void> {
    await this.#subscriptions.dispose()
    await Promise.all(Object.values(this.#loops).map((loop) => loop.dispose()))
  }

  /** A part that is being started will be there in a moment: that is not standing still. */
  #isStarting(): boolean {
    const { models, vectors } = this.#options
    const parts = Object.values(this.#loops).map(({ waitsFor }) => waitsFor)
    const { embedder, engine, looking } = models.selection
    return (
      (parts.includes('vector_store') && vectors.state.state === 'starting') ||
      (parts.includes('embedder') && embedder === null && (looking || engine.state === 'starting'))
    )
  }

  /** All that goes to Chroma goes through here, one after the other, so that nothing overtakes a removal. */
  async #projectVectors(signal: AbortSignal): Promise<boolean> {
    return (
      (await this.generations.tidy(signal)) ||
      (await this.generations.removeGone(signal)) ||
      (await this.generations.verify(signal)) ||
      (await this.#indexing.work(signal)) ||
      (await this.#buildVectors(signal))
    )
  }

  /** A rebuild may take minutes, and a person watches it. */
  async #buildVectors(signal: AbortSignal): Promise<boolean> {
    const hasBuilt = await this.generations.build(signal)
    if (hasBuilt) this.#options.onChange()
    return hasBuilt
  }

  #fail(documentId: string, error: AppError): void {
    if (isAbort(error)) return
    const { tables, clock, onDocuments, onChange } = this.#options
    tables.database.transaction(() => {
      const document = tables.documents.content(documentId)
      if (!document) return
      // Indexed for another embedder, and this one refuses its text.
      if (document.ingestState === null) {
        tables.ingest.enqueue(documentId, clock.now())
        tables.documents.clearIndexed(documentId)
      }
      tables.ingest.fail(documentId, error.code, error.message)
    })
    this.progress.forget(documentId)
    onDocuments()
    onChange()
  }

  #onSelection(): void {
    this.embedder.refresh()
    this.#loops.embed.retryNow()
    this.#loops.vectors.wake()
  }

  #onVectors(state: string): void {
    if (state !== 'ready') return
    this.generations.distrust()
    this.#loops.vectors.retryNow()
  }
}
