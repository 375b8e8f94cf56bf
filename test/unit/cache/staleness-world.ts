import { createHash } from 'node:crypto'
import { mkdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { QuietTime } from '../../../src-main/base/quiet-time.ts'
import { exactKey, SemanticCache, SqliteCacheStore, SqliteCorpus } from '../../../src-main/cache/index.ts'
import { AnswerPipelineService, type AnswerRequest, CachedPipeline } from '../../../src-main/chat/index.ts'
import { LibraryService } from '../../../src-main/library/index.ts'
import type { ChatChunk, ChatModel } from '../../../src-main/ollama/index.ts'
import { HybridRetriever } from '../../../src-main/retrieval/index.ts'
import { type Database, openDatabase } from '../../../src-main/storage/index.ts'
import type { Answer } from '../../../src-shared/schemas/chat.ts'
import { defaultSettings, type Settings } from '../../../src-shared/schemas/settings.ts'
import { FakeModels } from '../../fakes/fake-models.ts'
import { fastClock } from '../../fakes/fast-clock.ts'
import { MemoryVectors } from '../../fakes/memory-vectors.ts'
import { ParagraphReaders } from '../../fakes/paragraph-readers.ts'
import { wordEmbedder } from '../../fakes/scripted-models.ts'
import { silentLog } from '../../fakes/silent-log.ts'
import { temporaryFolder } from '../storage/temporary-folder.ts'

const never = new AbortController().signal

/** Two of each, so that two passages are all that a question gets. */
const seeds: Readonly<Record<string, string>> = {
  'kettle.txt': 'The brass kettle hangs on the left hook.',
  'kettle-care.txt': 'The brass kettle is scrubbed with sand.',
  'marmot.txt': 'The alpine marmot wakes in April.',
  'marmot-food.txt': 'The alpine marmot eats gentian roots.',
  'lamp.txt': 'The storm lamp burns for nine hours.',
  'lamp-oil.txt': 'The storm lamp takes colza oil.',
}

interface Parts {
  readonly cache: SemanticCache
  readonly inner: AnswerPipelineService
  readonly pipeline: CachedPipeline
  readonly dispose: () => Promise<void>
}

/** Pages of one entry each, given out when the test says so. */
class PagedStore extends SqliteCacheStore {
  #given = 0
  #waiting: (() => void)[] = []

  override async page(after: number) {
    if (after > 0 && this.#given === 0) await new Promise<void>((done) => this.#waiting.push(done))
    return super.page(after, 1)
  }

  giveAll(): void {
    this.#given = 1
    for (const done of this.#waiting) done()
  }
}

/**
 * The real library, search, database, cache and both pipelines; vectors and embedder are exact and in memory. The
 * model's answer is a hash of all that it is told and of who it is: any other prompt gives another answer, so a stale
 * one shows by its text.
 */
export async function stalenessWorld() {
  const folder = temporaryFolder()
  const files = join(folder, 'files')
  mkdirSync(files)
  const log = silentLog().scope('test')
  const clock = fastClock()
  const quiet = new QuietTime(clock)
  const embedders = new FakeModels(wordEmbedder())
  const vectors = new MemoryVectors()
  let database = openDatabase({ file: join(folder, 'alcove.db'), log })
  let library = openLibrary()
  let parts = build(new SqliteCacheStore(database))
  let seconds = 1_700_000_000
  /** What happens before the model says its first word. */
  let meanwhile: () => Promise<void> = async () => {}

  /** Who answers, and how; the test may change both. */
  const answering: { model: ChatModel; values: Settings } = {
    model: modelOf('small', 'pulled once'),
    values: { ...defaultSettings, k: 2 },
  }

  const world = {
    ...{ embedders, vectors, answering },
    get database(): Database {
      return database
    },
    get library(): LibraryService {
      return library
    },
    get cache(): SemanticCache {
      return parts.cache
    },
    get collectionId(): string {
      return library.defaultCollection().id
    },
    ...{ modelOf, write, settle, ask, startCache },
    pathOf: (name: string) => join(files, name),
    async add(name: string, text: string, collectionId = library.defaultCollection().id): Promise<void> {
      await library.add([write(name, text)], collectionId, never)
    },
    remove(name: string, deletesFile = true): void {
      const path = join(files, name)
      const filter = { collectionId: null, search: '', state: null, offset: 0, limit: 99 }
      const rows = library.documents(filter).items.filter((row) => row.path === path)
      library.removeDocuments(rows.map(({ id }) => id))
      if (deletesFile) rmSync(path)
    },
    /** What would be answered if there were no cache. */
    afresh: (question: string, more: Partial<AnswerRequest> = {}): Promise<Answer> =>
      answerOf(parts.inner, question, more),
    /** Asks while `change` is made and settled in the middle of the writing. */
    async askDuring(question: string, change: () => Promise<void>): Promise<Answer> {
      meanwhile = async () => {
        meanwhile = async () => {}
        await change()
        await settle()
      }
      return ask(question)
    },
    /** The cache ends; what happens then it is not told. */
    endCache: () => parts.dispose(),
    /** A cache that has read its first entry and waits for the rest. */
    startLoading(): () => Promise<void> {
      const store = new PagedStore(database)
      parts = build(store)
      const { cache } = parts
      return async () => {
        store.giveAll()
        await cache.whenLoaded()
      }
    },
    /** As after the end of the app. */
    async restart(): Promise<void> {
      await parts.dispose()
      await library.dispose()
      database.dispose()
      database = openDatabase({ file: join(folder, 'alcove.db'), log })
      library = openLibrary()
      await startCache()
    },
  }

  function write(name: string, text: string): string {
    const path = join(files, name)
    writeFileSync(path, text)
    // Each a second later than the one before.
    utimesSync(path, ++seconds, seconds)
    return path
  }

  async function settle(): Promise<void> {
    await library.whenSettled(AbortSignal.timeout(20_000))
  }

  function ask(question: string, more: Partial<AnswerRequest> = {}): Promise<Answer> {
    return answerOf(parts.pipeline, question, more)
  }

  async function startCache(): Promise<void> {
    parts = build(new SqliteCacheStore(database))
    await parts.cache.whenLoaded()
  }

  function openLibrary() {
    const readers = new ParagraphReaders()
    return new LibraryService({ database, models: embedders, vectors, log, readers, clock })
  }

  function modelOf(name: string, digest: string, contextTokens = 8_192): ChatModel {
    return {
      ...{ name, digest, contextTokens, backend: 'engine', small: false },
      async *chat({ messages, temperature }): AsyncGenerator<ChatChunk> {
        await meanwhile()
        const told = JSON.stringify([name, digest, messages, temperature])
        yield { type: 'text', text: `So it is: ${createHash('sha256').update(told).digest('hex')} [1].` }
        yield { type: 'done', reason: 'stop', promptTokens: 1, answerTokens: 1 }
      },
    }
  }

  function build(store: SqliteCacheStore): Parts {
    const models = { chatModel: () => answering.model, embedder: () => embedders.embedder() }
    const retriever = new HybridRetriever({ database, models, vectors, library, clock, log })
    const cache = new SemanticCache({
      ...{ store, corpus: new SqliteCorpus(database), retriever, exactKey, clock, log },
      guard: () => null,
      settings: { enabled: true, threshold: 0.92, size: 100, ttl: 360_000, bytes: 1_000_000 },
      ahead: { quiet, embedder: () => embedders.embedder()?.digest ?? null },
    })
    const listening = library.onChanged(() => cache.checkDocuments())
    const settings = {
      get values() {
        return answering.values
      },
    }
    const common = { settings, database, clock, log, models }
    const inner = new AnswerPipelineService({ ...common, retriever, isSound: () => false })
    const pipeline = new CachedPipeline({ ...common, inner, cache, quiet })
    const dispose = async () => {
      listening.dispose()
      await cache.dispose()
    }
    return { cache, inner, pipeline, dispose }
  }

  async function answerOf(
    pipeline: Pick<CachedPipeline, 'answer'> | AnswerPipelineService,
    question: string,
    more: Partial<AnswerRequest>,
  ): Promise<Answer> {
    const request = { question, collectionId: library.defaultCollection().id, history: [], ...more }
    for await (const event of pipeline.answer(request, never)) if (event.type === 'done') return event.answer
    throw new Error('no done')
  }

  for (const [name, text] of Object.entries(seeds)) write(name, text)
  await library.add([files], world.collectionId, never)
  await settle()
  await parts.cache.whenLoaded()
  onTestFinished(async () => {
    await parts.dispose()
    await library.dispose()
    database.dispose()
    quiet.dispose()
  })
  return world
}
export type StalenessWorld = Awaited<ReturnType<typeof stalenessWorld>>
