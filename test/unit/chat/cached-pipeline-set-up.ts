import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { QuietTime } from '../../../src-main/base/quiet-time.ts'
import {
  exactKey,
  type Guard,
  SemanticCache,
  SqliteCacheStore,
  SqliteCorpus,
} from '../../../src-main/cache/index.ts'
import { AnswerPipelineService, type AnswerRequest, CachedPipeline } from '../../../src-main/chat/index.ts'
import type { ChatModel, Embedder } from '../../../src-main/ollama/index.ts'
import { HybridRetriever, QuestionEmbedder } from '../../../src-main/retrieval/index.ts'
import { type Database, openDatabase } from '../../../src-main/storage/index.ts'
import type { Answer, AnswerEvent } from '../../../src-shared/schemas/chat.ts'
import { defaultSettings, type Settings } from '../../../src-shared/schemas/settings.ts'
import { ManualClock } from '../../fakes/manual-clock.ts'
import { MemoryVectors } from '../../fakes/memory-vectors.ts'
import { wordEmbedder } from '../../fakes/scripted-models.ts'
import { silentLog } from '../../fakes/silent-log.ts'
import { store } from '../../fakes/stored-documents.ts'
import { temporaryFolder } from '../storage/temporary-folder.ts'

export const asked = 'How many strokes does the bell at Windlass give in fog?'
/** The same words in another order: one vector by `wordEmbedder`, and another exact key. */
export const reworded = 'In fog how many strokes does the bell at Windlass give?'

export interface Asked {
  readonly events: readonly AnswerEvent[]
  readonly answer: Answer
}

/** The pipeline with its cache over real SQLite and a real search; models and the guard are the test's. */
export async function cachedWorld() {
  const file = join(temporaryFolder(), 'alcove.db')
  const log = silentLog().scope('test')
  const vectors = new MemoryVectors()
  const clock = new ManualClock()
  const quiet = new QuietTime(clock)
  let database = openDatabase({ file, log })
  let embedded = 0
  const words = wordEmbedder()
  const world = {
    clock,
    quiet,
    vectors,
    model: null as ChatModel | null,
    embedder: {
      ...words,
      embed: (texts, signal) => {
        embedded += texts.length
        return words.embed(texts, signal)
      },
    } as Embedder | null,
    values: { ...defaultSettings } as Settings,
    guard: (() => null) as Guard,
    get database(): Database {
      return database
    },
    /** Texts that the embedder was asked for so far. */
    get embedded(): number {
      return embedded
    },
    /** A new process on the same file. */
    async restart() {
      await parts.cache.dispose()
      void database.dispose()
      database = openDatabase({ file, log })
      parts = build()
      await parts.cache.whenLoaded()
    },
    get cache(): SemanticCache {
      return parts.cache
    },
    get pipeline(): CachedPipeline {
      return parts.pipeline
    },
    /** Gives the document `id` this text, as the library does once it is read anew. */
    async edit(id: string, text: string) {
      const before = database
        .prepare<{ revision: number }>('SELECT revision FROM document WHERE id = ?')
        .get(id)
      for (const table of ['chunk', 'document_text']) {
        database.prepare(`DELETE FROM ${table} WHERE document_id = ?`).run(id)
      }
      database.prepare('DELETE FROM document WHERE id = ?').run(id)
      await store(database, vectors, [{ id, chunks: [text] }])
      const revision = (before?.revision ?? 0) + 1
      for (const table of ['chunk', 'document_text']) {
        database.prepare(`UPDATE ${table} SET revision = ? WHERE document_id = ?`).run(revision, id)
      }
      database.prepare('UPDATE document SET revision = ? WHERE id = ?').run(revision, id)
      database.prepare('UPDATE collection SET version = version + 1').run()
      parts.cache.checkDocuments()
    },
    ask: (question: string, more: Partial<AnswerRequest> = {}) => ask(parts.pipeline, question, more),
  }

  function build() {
    const models = { chatModel: () => world.model, embedder: () => world.embedder }
    const questions = new QuestionEmbedder(models, clock)
    const retriever = new HybridRetriever({
      ...{ database, models: questions, vectors, clock, log },
      library: { vectorCollections: () => ['v'] },
    })
    const { cacheEnabled: enabled, cacheThreshold: threshold } = world.values
    const cache = new SemanticCache({
      ...{ store: new SqliteCacheStore(database), corpus: new SqliteCorpus(database), retriever, exactKey },
      guard: (one, other) => world.guard(one, other),
      settings: { enabled, threshold, size: 100, ttl: 3_600, bytes: 1_000_000 },
      ...{ clock, log },
    })
    const settings = {
      get values() {
        return world.values
      },
    }
    const answering = { settings, database, clock, log }
    const inner = new AnswerPipelineService({ ...answering, retriever, models, isSound: () => true })
    const embedder = () => questions.embedder()
    const pipeline = new CachedPipeline({
      ...answering,
      inner,
      cache,
      quiet,
      models: { chatModel: models.chatModel, embedder },
    })
    return { cache, pipeline }
  }

  await store(database, vectors, [
    {
      id: 'signals',
      chunks: ['In fog the bell at Windlass is rung by hand, five strokes every five minutes.'],
    },
    { id: 'kitchen', chunks: ['Four loaves of bread take 45 grams of salt and a night of patience.'] },
  ])
  let parts = build()
  await parts.cache.whenLoaded()
  onTestFinished(async () => {
    await parts.cache.dispose()
    void database.dispose()
  })
  return world
}

export async function ask(
  pipeline: CachedPipeline,
  question: string,
  more: Partial<AnswerRequest> = {},
  signal = new AbortController().signal,
): Promise<Asked> {
  const events: AnswerEvent[] = []
  const request = { question, collectionId: null, history: [], ...more }
  for await (const event of pipeline.answer(request, signal)) events.push(event)
  const done = events.at(-1)
  if (done?.type !== 'done') throw new Error('no done')
  return { events, answer: done.answer }
}

/** What the trace of an answer says of the cache. */
export function decisionOf(database: Database, { traceId }: Answer): unknown {
  const row = database.prepare<{ data: string }>('SELECT data FROM trace WHERE id = ?').get(traceId)
  return (JSON.parse(row?.data ?? '{}') as { cache?: unknown }).cache
}
