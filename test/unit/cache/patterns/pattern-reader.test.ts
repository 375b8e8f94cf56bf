import { describe, expect, it, onTestFinished } from 'vitest'
import { QuietTime } from '../../../../src-main/base/quiet-time.ts'
import { type AskedQuestion, PatternReader, QuestionVectors } from '../../../../src-main/cache/index.ts'
import type { Embedder } from '../../../../src-main/ollama/index.ts'
import type { CacheNearMiss } from '../../../../src-shared/schemas/cache.ts'
import { FakeEmbedder } from '../../../fakes/fake-models.ts'
import { ManualClock } from '../../../fakes/manual-clock.ts'
import { silentLog } from '../../../fakes/silent-log.ts'

const signal = new AbortController().signal
const nextTurn = () => new Promise((resolve) => setImmediate(resolve))

const asked = (question: string, more: Partial<AskedQuestion> = {}): AskedQuestion => ({
  ...{ question, collectionId: null, at: 1, ms: 100, isHit: false, isUnanswered: false, isFollowUp: false },
  ...more,
})

function setUp(questions: readonly AskedQuestion[], embedder: Embedder | null = new FakeEmbedder()) {
  const clock = new ManualClock()
  const quiet = new QuietTime(clock)
  const world = { clock, quiet, questions, embedder, nearMisses: [] as CacheNearMiss[] }
  const vectors = new QuestionVectors({ embedder: () => world.embedder, quiet, clock })
  const reader = new PatternReader({
    ...{ vectors, guard: () => null, clock, log: silentLog().scope('patterns'), threshold: () => 0.9 },
    asked: { read: async () => world.questions },
    cache: { nearMisses: () => world.nearMisses },
  })
  onTestFinished(async () => {
    await vectors.dispose()
    quiet.dispose()
  })
  clock.advance(2_000)
  return { ...world, world, vectors, reader }
}

describe('the lists', () => {
  it('are ordered by how often, how dear and how often in vain', async () => {
    const { reader } = setUp([
      asked('Where is the key?', { at: 5 }),
      asked('Where is the key?', { at: 6, isUnanswered: true }),
      asked('Who rings the bell?', { ms: 5_000 }),
      asked('Is there wine in winter?', { isUnanswered: true }),
    ])
    const patterns = await reader.read(signal)
    expect(patterns).toMatchObject({ asked: 4, since: 1, clusteredBy: 'meaning' })
    expect(patterns.mostFrequent[0]).toMatchObject({ label: 'Where is the key?', count: 2 })
    expect(patterns.mostCostly[0]).toMatchObject({ label: 'Who rings the bell?', totalMs: 5_000 })
    expect(patterns.neverAnswered.map(({ label }) => label)).toEqual(['Is there wine in winter?'])
  })

  it('hold twenty clusters at most', async () => {
    const { reader } = setUp(
      Array.from({ length: 30 }, (_, at) => asked(`Who keeps hut ${at}?`)),
      null,
    )
    expect((await reader.read(signal)).mostFrequent).toHaveLength(20)
  })

  it('of near-misses count by rule, with the newest as example', async () => {
    const { reader, world } = setUp([])
    const nearMiss = (rule: string, question: string): CacheNearMiss => ({
      ...{ at: 1, asked: question, cached: 'Q', entryId: 1, similarity: 0.95, rule, detail: '' },
    })
    world.nearMisses = [nearMiss('numbers', 'A'), nearMiss('negation', 'B'), nearMiss('negation', 'C')]
    expect((await reader.read(signal)).nearMissesByRule).toEqual([
      { rule: 'negation', count: 2, example: { asked: 'B', cached: 'Q' } },
      { rule: 'numbers', count: 1, example: { asked: 'A', cached: 'Q' } },
    ])
  })

  it('are empty where nothing was asked', async () => {
    const { reader } = setUp([])
    expect(await reader.read(signal)).toMatchObject({ asked: 0, since: null, mostFrequent: [] })
  })
})

it('what was asked most is told of questions that stand alone', async () => {
  const { reader } = setUp([
    asked('And in winter?', { isFollowUp: true }),
    asked('And in winter?', { isFollowUp: true }),
    asked('Where is the key?'),
  ])
  expect((await reader.mostAsked(9, signal)).map(({ label }) => label)).toEqual(['Where is the key?'])
})

describe('vectors', () => {
  const two = [asked('Where is the key of the hut?'), asked('The key of the hut is where?')]

  it('are asked for once, in the background, and forgotten with their questions', async () => {
    const embedder = new FakeEmbedder()
    const { reader, world } = setUp(two, embedder)
    expect((await reader.read(signal)).mostFrequent).toHaveLength(1)
    await reader.read(signal)
    expect(embedder.asked).toHaveLength(2)
    world.questions = []
    await reader.read(signal)
    world.questions = two
    await reader.read(signal)
    expect(embedder.asked).toHaveLength(4)
  })

  it('of another embedder are asked for anew', async () => {
    const { reader, world } = setUp(two)
    await reader.read(signal)
    const other = new FakeEmbedder('sha256:two', 16)
    world.embedder = other
    expect((await reader.read(signal)).clusteredBy).toBe('meaning')
    expect(other.asked).toHaveLength(2)
  })

  it('that nobody may compute now are not waited for: letters tell meanwhile, meaning the next time', async () => {
    const { reader, world } = setUp(two)
    const question = world.quiet.begin('question')
    const reading = reader.read(signal)
    await nextTurn()
    await nextTurn()
    world.clock.advance(5_000)
    expect((await reading).mostFrequent).toHaveLength(2)
    void question.dispose()
    world.clock.advance(2_000)
    await nextTurn()
    expect((await reader.read(signal)).mostFrequent).toHaveLength(1)
  })

  it('are not missed where there is no embedder', async () => {
    const { reader } = setUp(two, null)
    expect(await reader.read(signal)).toMatchObject({ clusteredBy: 'letters', mostFrequent: [{}, {}] })
  })
})

it('ends with its reader', async () => {
  const { reader, world } = setUp([asked('Where is the key?')])
  world.quiet.begin('question')
  const abort = new AbortController()
  const reading = reader.read(abort.signal)
  await nextTurn()
  abort.abort(new Error('gone'))
  await expect(reading).rejects.toThrow('gone')
})
