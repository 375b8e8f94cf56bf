import type { CacheEntryDetail, CacheNearMiss, CacheStats } from '../../src-shared/schemas/cache.ts'
import type { Clock } from '../base/clock.ts'
import type { Disposable } from '../base/disposable.ts'
import { Emitter } from '../base/emitter.ts'
import type { Logger } from '../base/logger.ts'
import type { Retriever } from '../retrieval/index.ts'
import type { AnswerCache, EntryFilter } from './answer-cache.ts'
import { CacheMeter } from './cache-meter.ts'
import type { CacheSettings } from './cache-settings.ts'
import type { CacheStore } from './cache-store.ts'
import type { Corpus } from './corpus.ts'
import { DocumentCheck } from './document-check.ts'
import { EntryKeeper } from './entry-keeper.ts'
import { EntryLoader } from './entry-loader.ts'
import { entryPage } from './entry-page.ts'
import type { Entry } from './entry-table.ts'
import { concerns, viewOf } from './entry-view.ts'
import { ExactIndex } from './exact-index.ts'
import { FreshnessCheck } from './freshness.ts'
import { InsertStep } from './insert-step.ts'
import type {
  Epoch,
  ExactKey,
  Guard,
  Hit,
  InsertRequest,
  Invalidation,
  Lookup,
  LookupRequest,
} from './lookup.ts'
import { LookupStep } from './lookup-step.ts'
import { NearMisses } from './near-misses.ts'
import { QuietCheck, type QuietCheckOptions } from './quiet-check.ts'
import type { LookupObservation, PolicyFor } from './serving-policy.ts'
import type { VectorIndex } from './vector-index.ts'
import { WriteBehind } from './write-behind.ts'

export interface SemanticCacheOptions {
  readonly store: CacheStore
  readonly corpus: Corpus
  /** Makes an entry's search again where the documents have changed. */
  readonly retriever: Retriever
  readonly guard: Guard
  readonly exactKey: ExactKey
  readonly settings: CacheSettings
  /** @default the threshold of the settings, guarded */
  readonly policy?: PolicyFor
  /** The threshold that the embedder in use is served by, to be told of. @default that of the settings */
  readonly thresholdInUse?: () => number
  readonly clock: Clock
  readonly log: Logger
  /** @default an exact scan */
  readonly createIndex?: (dimension: number) => VectorIndex
  /** What is told of it. @default none */
  readonly indexFailures?: () => number
  /**
   * When to look at entries before they are asked for, and by which embedder a search is made then.
   *
   * @default never
   */
  readonly ahead?: Pick<QuietCheckOptions, 'quiet' | 'embedder'>
  /**
   * Least cosine of the neighbours that `onLookedUp` tells; null: none is told, and nothing is scanned deeper.
   *
   * @default null
   */
  readonly observedFloor?: () => number | null
}

/** Between two looks for what is too old. */
const EXPIRY_MS = 60_000

/** The cache of answers: in memory what is looked for, in the store what outlives the process. Begins to load at once. */
export class SemanticCache implements AnswerCache, Disposable {
  readonly #options: SemanticCacheOptions
  readonly #meter: CacheMeter
  readonly #writes: WriteBehind
  readonly #keeper: EntryKeeper
  readonly #nearMisses: NearMisses
  readonly #lookups: LookupStep
  readonly #inserts: InsertStep
  readonly #loader: EntryLoader
  readonly #documents: DocumentCheck
  readonly #ahead: QuietCheck | null
  readonly #closing = new AbortController()
  readonly #loaded: Promise<void>
  readonly #changed = new Emitter<void>()
  readonly onChange = this.#changed.event
  readonly #lookedUp = new Emitter<LookupObservation>()
  /** Once for each look-up that is counted, just before it resolves with the very `found` that is told. */
  readonly onLookedUp = this.#lookedUp.event
  #settings: CacheSettings
  #round = 0
  #unreadable = 0
  #expiry: Disposable

  constructor(options: SemanticCacheOptions) {
    this.#options = options
    this.#settings = options.settings
    const { store, clock, log, guard, exactKey, createIndex = (size) => new ExactIndex(size) } = options
    const settings = () => this.#settings
    const meter = new CacheMeter(clock)
    const writes = new WriteBehind({ store, clock, log })
    const keeper = new EntryKeeper({ createIndex, settings, meter, writes, clock })
    const nearMisses = new NearMisses(writes)
    const freshness = new FreshnessCheck({ ...options, embedder: options.ahead?.embedder })
    const loader = new EntryLoader({ store, keeper, meter, exactKey, log })
    this.#meter = meter
    this.#writes = writes
    this.#keeper = keeper
    this.#nearMisses = nearMisses
    this.#loader = loader
    this.#lookups = new LookupStep({
      ...{ store, keeper, freshness, nearMisses, meter, guard, exactKey, clock },
      policy: options.policy ?? (() => ({ threshold: this.#settings.threshold })),
      isLoading: () => loader.isLoading,
      observedFloor: options.observedFloor ?? (() => null),
    })
    this.#inserts = new InsertStep({
      ...{ store, keeper, meter, corpus: options.corpus, exactKey, clock, log },
      epoch: () => this.epoch(),
    })
    const looking = { corpus: options.corpus, keeper, log, onDropped: () => this.#changed.fire() }
    this.#documents = new DocumentCheck(looking)
    this.#ahead = options.ahead ? new QuietCheck({ ...looking, ...options.ahead, freshness, clock }) : null
    this.#expiry = this.#watchAge()
    this.#loaded = this.#load()
  }

  async lookup(request: LookupRequest, signal: AbortSignal): Promise<Lookup> {
    signal.throwIfAborted()
    const { background = false } = request
    if (!this.#settings.enabled) {
      if (!background) this.#meter.miss('off')
      return { kind: 'miss', reason: 'off', vector: null }
    }
    const { clock } = this.#options
    this.#ahead?.saw(request.partition)
    const began = clock.monotonic()
    const { found, embedMs, candidates } = await this.#lookups.look(request, signal)
    if (background) return found
    this.#meter.looked(clock.monotonic() - began - embedMs)
    if (found.kind === 'miss') this.#meter.miss(found.reason)
    const { question, partition } = request
    this.#lookedUp.fire({ question, partition, candidates, found })
    this.#changed.fire()
    return found
  }

  joined(kind: Hit['kind'] | null): void {
    // What it saved is counted with the one that it joined.
    if (kind) this.#meter.hit(kind, 0)
    else this.#meter.miss('joined')
    this.#changed.fire()
  }

  epoch(): Epoch {
    return { ...this.#corpusState(), round: this.#round }
  }

  async insert(request: InsertRequest, before: Epoch): Promise<boolean> {
    const isKept = this.#settings.enabled && (await this.#inserts.insert(request, before))
    if (isKept) this.#changed.fire()
    return isKept
  }

  invalidate(what: Invalidation): number {
    this.#round++
    const entries = this.#affected(what)
    for (const entry of entries) this.#keeper.drop(entry, 'invalidations')
    this.#loader.refuse((stored) => concerns(what, stored))
    this.#changed.fire()
    return entries.length
  }

  checkDocuments(): void {
    this.#documents.check()
    this.#ahead?.check()
  }

  get settings(): CacheSettings {
    return this.#settings
  }

  change(settings: Partial<CacheSettings>): void {
    this.#settings = { ...this.#settings, ...settings }
    if (!this.#loader.isLoading) this.#keeper.makeRoom()
    this.#changed.fire()
  }

  stats(): CacheStats {
    this.#keeper.dropExpired()
    const { enabled, size: maxSize, bytes: maxBytes, threshold, ttl } = this.#settings
    const { thresholdInUse = () => threshold } = this.#options
    const { size, bytes } = this.#keeper.table
    return {
      ...this.#meter.read(),
      indexFailures: this.#options.indexFailures?.() ?? 0,
      ...{ enabled, isLoading: this.#loader.isLoading, size, maxSize, bytes, maxBytes, ttl },
      fillRatio: size / maxSize,
      similarityThreshold: thresholdInUse(),
    }
  }

  entries(filter: EntryFilter) {
    this.#keeper.dropExpired()
    const { entries, total } = entryPage(this.#keeper.table, filter)
    const state = this.#corpusState()
    return { items: entries.map((entry) => viewOf(entry, state)), total }
  }

  async entry(id: number): Promise<CacheEntryDetail | null> {
    const entry = this.#keeper.table.get(id)
    const answer = entry && (await this.#options.store.answer(id))
    return entry && answer ? { ...viewOf(entry, this.#corpusState()), answer } : null
  }

  nearMisses(): readonly CacheNearMiss[] {
    return this.#nearMisses.all()
  }

  forget(questions: readonly string[]): void {
    this.#round++
    const { exactKey } = this.#options
    const keys = new Set(questions.map(exactKey))
    for (const entry of [...this.#keeper.table.all()])
      if (keys.has(entry.key)) this.#keeper.drop(entry, 'uncounted')
    this.#loader.refuse(({ question }) => keys.has(exactKey(question)))
    this.#nearMisses.forget(questions)
    this.#changed.fire()
  }

  remove(id: number): void {
    const entry = this.#keeper.table.get(id)
    if (entry) this.#keeper.drop(entry, 'uncounted')
    this.#loader.refuse((stored) => stored.id === id)
    this.#changed.fire()
  }

  async clear(): Promise<number> {
    this.#round++
    const count = this.#keeper.table.size
    this.#keeper.table.clear()
    this.#nearMisses.clear()
    this.#writes.forget()
    this.#loader.refuse(() => true)
    this.#changed.fire()
    await this.#options.store.clear()
    return count
  }

  whenLoaded(): Promise<void> {
    return this.#loaded
  }

  async dispose(): Promise<void> {
    this.#closing.abort()
    void this.#expiry.dispose()
    await this.#loaded
    await this.#documents.dispose()
    await this.#ahead?.dispose()
    await this.#writes.dispose()
    this.#changed.dispose()
    this.#lookedUp.dispose()
  }

  async #load(): Promise<void> {
    await this.#loader.load(this.#closing.signal)
    await this.#nearMisses.load(this.#options.store).catch(() => undefined)
    this.checkDocuments()
    this.#changed.fire()
  }

  /** Of a corpus that cannot be read nothing is known, and so nothing equals it. */
  #corpusState() {
    try {
      return this.#options.corpus.state()
    } catch {
      return { version: `unreadable ${++this.#unreadable}`, isSettled: false, newestChunk: 0 }
    }
  }

  #affected(what: Invalidation): readonly Entry[] {
    const { table } = this.#keeper
    if ('documentId' in what) return table.ofDocument(what.documentId)
    return [...table.all()].filter((entry) => concerns(what, entry))
  }

  #watchAge(): Disposable {
    return this.#options.clock.after(EXPIRY_MS, () => {
      this.#keeper.dropExpired()
      this.#expiry = this.#watchAge()
    })
  }
}
