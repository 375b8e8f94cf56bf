import { beforeEach, expect } from 'vitest'
import { AnswerPipelineService, type AnswerRequest } from '../../../src-main/chat/index.ts'
import type { ChatModel, Embedder } from '../../../src-main/ollama/index.ts'
import { HybridRetriever } from '../../../src-main/retrieval/index.ts'
import { type Database, openDatabase } from '../../../src-main/storage/index.ts'
import type { Answer, AnswerEvent } from '../../../src-shared/schemas/chat.ts'
import { defaultSettings } from '../../../src-shared/schemas/settings.ts'
import { ManualClock } from '../../fakes/manual-clock.ts'
import { MemoryVectors } from '../../fakes/memory-vectors.ts'
import { wordEmbedder } from '../../fakes/scripted-models.ts'
import { silentLog } from '../../fakes/silent-log.ts'
import { type StoredDocument, store } from '../../fakes/stored-documents.ts'

const bell: StoredDocument = {
  id: 'signals',
  chunks: ['In fog the bell at Windlass is rung by hand, five strokes every five minutes.'],
}
const bread: StoredDocument = {
  id: 'kitchen',
  chunks: ['Four loaves of bread take 45 grams of salt and a night of patience.'],
}
export const asked = 'How many strokes does the bell at Windlass give in fog?'

interface World {
  database: Database
  vectors: MemoryVectors
  /** The chat model and the embedder that are there. */
  model: ChatModel | null
  embedder: Embedder | null
  /** Whether the chat model's breaker is closed. */
  isSound: boolean
}

/** What each test begins with, and may exchange. */
export const world = {} as World

/** Two documents, an embedder and no chat model, before each test. */
export function prepare(): void {
  beforeEach(async () => {
    const database = openDatabase({ file: ':memory:', log: silentLog().scope('test') })
    const vectors = new MemoryVectors()
    Object.assign(world, {
      database,
      vectors,
      model: null,
      embedder: wordEmbedder(),
      isSound: true,
    } satisfies World)
    await store(database, vectors, [bell, bread])
  })
}

export function pipeline(instructions = '') {
  const { database, vectors } = world
  const parts = {
    ...{ database, clock: new ManualClock(), log: silentLog().scope('test') },
    models: { chatModel: () => world.model, embedder: () => world.embedder },
  }
  const retriever = new HybridRetriever({ ...parts, vectors, library: { vectorCollections: () => ['v'] } })
  return new AnswerPipelineService({
    ...parts,
    isSound: () => world.isSound,
    retriever,
    settings: { values: { ...defaultSettings, instructions } },
  })
}

export async function ask(question: string, more: Partial<AnswerRequest> = {}, from = pipeline()) {
  const events: AnswerEvent[] = []
  const request = { question, collectionId: null, history: [], ...more }
  for await (const event of from.answer(request, new AbortController().signal)) events.push(event)
  const done = events.at(-1)
  if (done?.type !== 'done') throw new Error('no done')
  return { events, answer: done.answer }
}

/** What a reader of the stream ends up with. */
export function shown(events: readonly AnswerEvent[]): string {
  return events.reduce((text, event) => {
    if (event.type === 'restart') return ''
    return event.type === 'delta' ? text + event.text : text
  }, '')
}

export function quotesAreExact(answer: Answer): void {
  for (const { documentId, start, end, quote } of answer.citations) {
    const row = world.database
      .prepare<{ text: string }>('SELECT text FROM document_text WHERE document_id = ?')
      .get(documentId)
    expect(row?.text.slice(start, end)).toBe(quote)
  }
}

/** Why the answer is as it is, as it was kept. */
export function traceOf({ traceId }: Answer): unknown {
  const row = world.database.prepare<{ data: string }>('SELECT data FROM trace WHERE id = ?').get(traceId)
  return JSON.parse(row?.data ?? 'null')
}
