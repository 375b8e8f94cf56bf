import { beforeEach, describe, expect, it } from 'vitest'
import { AppError } from '../../../src-main/base/app-error.ts'
import type { Embedder } from '../../../src-main/ollama/index.ts'
import { HybridRetriever } from '../../../src-main/retrieval/index.ts'
import { type Database, openDatabase } from '../../../src-main/storage/index.ts'
import { ManualClock } from '../../fakes/manual-clock.ts'
import { MemoryVectors } from '../../fakes/memory-vectors.ts'
import { wordEmbedder } from '../../fakes/scripted-models.ts'
import { silentLog } from '../../fakes/silent-log.ts'
import { store } from '../../fakes/stored-documents.ts'

const signal = new AbortController().signal
let database: Database
let vectors: MemoryVectors
let clock: ManualClock
let embedder: Embedder | null

beforeEach(() => {
  database = openDatabase({ file: ':memory:', log: silentLog().scope('test') })
  vectors = new MemoryVectors()
  clock = new ManualClock()
  embedder = wordEmbedder()
})

const retriever = (collections: readonly string[] = ['v']) =>
  new HybridRetriever({
    ...{ database, vectors, clock, log: silentLog().scope('test') },
    models: { embedder: () => embedder },
    library: { vectorCollections: () => collections },
  })
const ask = (question: string, more: { collectionId?: string; k?: number; tokenBudget?: number } = {}) =>
  retriever().retrieve({ question, collectionId: null, k: 3, tokenBudget: 1_000, ...more }, signal)

const bell = 'The fog bell at Windlass is rung by hand, five strokes every five minutes.'
const bread = 'Four loaves of bread take forty-five grams of salt and a night of patience.'

describe('what is found', () => {
  it('comes from both legs, best first, each labelled with its rank', async () => {
    await store(database, vectors, [
      { id: 'signals', chunks: [bell] },
      { id: 'kitchen', chunks: [bread] },
    ])
    const { passages, dense, evidence } = await ask('How many strokes does the fog bell give?')
    expect(passages[0]).toMatchObject({ documentId: 'signals', denseRank: 1, lexicalRank: 1, text: bell })
    expect(dense).toBe('ok')
    expect(evidence.verdict).toBe('relevant')
  })

  it('leaves out chunks that are gone or replaced, whatever the vector store says', async () => {
    await store(database, vectors, [
      { id: 'signals', chunks: [bell] },
      { id: 'old', chunks: [bell], revision: 7 },
    ])
    await vectors.upsert('v', [
      { id: '999', vector: (await wordEmbedder().embed([bell], signal))[0] ?? new Float32Array() },
    ])
    const { passages } = await ask('fog bell')
    expect(passages.map(({ documentId }) => documentId)).toEqual(['signals'])
  })

  it('stays in the collection asked for', async () => {
    await store(database, vectors, [
      { id: 'mine', collection: 'a', chunks: [bell] },
      { id: 'other', collection: 'b', chunks: [bell] },
    ])
    const { passages } = await ask('fog bell', { collectionId: 'b' })
    expect(passages.map(({ documentId }) => documentId)).toEqual(['other'])
  })

  it('joins neighbours that were both hit, with exact offsets into the stored text', async () => {
    const chunks = ['The fog bell hangs at Windlass.', 'The fog bell is rung in fog.', bread]
    await store(database, vectors, [{ id: 'signals', chunks }])
    const { passages } = await ask('fog bell')
    const text = chunks.join('\n\n')
    expect(passages[0]?.text).toBe(`${chunks[0]}\n\n${chunks[1]}`)
    for (const passage of passages) expect(text.slice(passage.start, passage.end)).toBe(passage.text)
  })

  it('keeps to the token budget and to k, but for the first', async () => {
    await store(
      database,
      vectors,
      ['a', 'b', 'c', 'd'].map((id) => ({ id, chunks: [`${bell} ${id}`] })),
    )
    expect((await ask('fog bell', { k: 2 })).passages).toHaveLength(2)
    const { passages, considered } = await ask('fog bell', { tokenBudget: 1 })
    expect(passages).toHaveLength(1)
    expect(considered.filter(({ kept }) => kept)).toHaveLength(1)
  })

  it('finds text in scripts without spaces', async () => {
    await store(database, vectors, [
      { id: 'kyoto', chunks: ['鐘は霧の日に五回鳴らされる。'] },
      { id: 'bread', chunks: [bread] },
    ])
    embedder = null
    expect((await ask('霧の鐘は何回鳴る？')).passages[0]?.documentId).toBe('kyoto')
  })
})

describe('without a part', () => {
  beforeEach(() => store(database, vectors, [{ id: 'signals', chunks: [bell] }]))

  it('answers from full text and says that there is no embedder', async () => {
    embedder = null
    expect(await ask('fog bell')).toMatchObject({
      dense: 'no_embedder',
      passages: [{ documentId: 'signals' }],
    })
  })

  it('waits five seconds for an embedder that hangs, and no longer', async () => {
    embedder = wordEmbedder({ embed: () => new Promise(() => {}) })
    const asked = ask('fog bell')
    await Promise.resolve()
    clock.advance(5_000)
    expect(await asked).toMatchObject({ dense: 'no_embedder', passages: [{ documentId: 'signals' }] })
  })

  it('lets a late embed go on, so that a model which it has to load first is there for the next question', async () => {
    let heard: AbortSignal | undefined
    embedder = wordEmbedder({
      embed: (_texts, given) => {
        heard = given
        return new Promise(() => {})
      },
    })
    const asked = ask('fog bell')
    await Promise.resolve()
    clock.advance(59_000)
    expect(await asked).toMatchObject({ dense: 'no_embedder' })
    expect(heard?.aborted).toBe(false)
    clock.advance(1_000)
    expect(heard?.reason).toMatchObject({ code: 'DEADLINE_TOTAL' })
  })

  it('says that the vector store is down, known or found out', async () => {
    vectors.setState({ state: 'down', reason: 'killed' })
    expect((await ask('fog bell')).dense).toBe('no_vector_store')
    vectors.state = { state: 'ready' }
    vectors.query = async () => {
      throw new AppError('VECTOR_STORE_UNAVAILABLE')
    }
    expect(await ask('fog bell')).toMatchObject({
      dense: 'no_vector_store',
      passages: [{ documentId: 'signals' }],
    })
  })

  it('says that there are no vectors yet', async () => {
    const request = { question: 'fog bell', collectionId: null, k: 3, tokenBudget: 100 }
    expect((await retriever([]).retrieve(request, signal)).dense).toBe('no_vectors')
  })

  it('throws only when the caller gives up', async () => {
    const abort = new AbortController()
    embedder = wordEmbedder({ embed: () => new Promise(() => {}) })
    const asked = retriever().retrieve(
      { question: 'bell', collectionId: null, k: 3, tokenBudget: 9 },
      abort.signal,
    )
    abort.abort(new AppError('CANCELLED'))
    await expect(asked).rejects.toMatchObject({ code: 'CANCELLED' })
  })
})

it('finds nothing for a question of another world', async () => {
  await store(database, vectors, [
    { id: 'signals', chunks: [bell] },
    { id: 'kitchen', chunks: [bread] },
  ])
  expect((await ask('Wie heißt Mongolias capital?')).evidence.verdict).toBe('none')
  expect((await ask('???')).evidence.verdict).toBe('none')
})
