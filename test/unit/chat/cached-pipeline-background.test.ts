import { describe, expect, it } from 'vitest'
import type { ChatChunk } from '../../../src-main/ollama/index.ts'
import { scriptedChat } from '../../fakes/scripted-models.ts'
import { ask, asked, cachedWorld, reworded } from './cached-pipeline-set-up.ts'

const FIVE = 'It gives five strokes [1].'
const background = { background: true, mustWrite: true } as const

const traces = ({ database }: Awaited<ReturnType<typeof cachedWorld>>) =>
  database.prepare<{ count: number }>('SELECT count(*) AS count FROM trace').get()?.count

describe('a question that nobody asked', () => {
  it('is kept where a person’s first question of a conversation finds it', async () => {
    const world = await cachedWorld()
    world.model = scriptedChat([[FIVE], ['never']])
    const kept: boolean[] = []
    await world.ask(asked, { ...background, onKept: (isKept) => kept.push(isKept) })
    expect(kept).toEqual([true])
    expect((await world.ask(asked)).answer).toMatchObject({ answer: FIVE, cachedFrom: { kind: 'exact' } })
  })

  it('counts nowhere: no hit, no miss, no latency, no near-miss, no trace, no finished question', async () => {
    const world = await cachedWorld()
    world.guard = () => ({ rule: 'negation', detail: 'not' })
    world.model = scriptedChat([[FIVE], [FIVE], [FIVE]])
    const ends: unknown[] = []
    world.pipeline.onFinished((end) => ends.push(end))
    await world.ask(asked, background)
    await world.ask(asked, background)
    await world.ask(reworded, background)
    expect(world.cache.stats()).toMatchObject({
      ...{ hits: 0, misses: 0, totalRequests: 0, guardRejections: 0, missReasons: {}, savedMs: 0 },
      ...{ lookupMs: { count: 0 }, size: 2 },
    })
    expect(world.cache.entries({ search: '', offset: 0, limit: 9 }).items.map(({ hits }) => hits)).toEqual([
      0, 0,
    ])
    expect(world.cache.nearMisses()).toEqual([])
    expect(traces(world)).toBe(0)
    expect(ends).toEqual([])
  })

  it('fails without a word where a person’s leaves a trace', async () => {
    const world = await cachedWorld()
    world.model = scriptedChat([])
    world.database.exec('DROP TABLE chunk_fts')
    const ends: unknown[] = []
    world.pipeline.onFinished((end) => ends.push(end))
    await expect(world.ask(asked, background)).rejects.toThrow()
    expect(ends).toEqual([])
    expect(traces(world)).toBe(0)
    await expect(world.ask(asked)).rejects.toThrow()
    expect(ends).toHaveLength(1)
    const row = world.database.prepare<{ id: string; data: string }>('SELECT id, data FROM trace').get()
    expect(row?.id).toMatch(/^failed-/)
    expect(JSON.parse(row?.data ?? '')).toMatchObject({ question: asked, collectionId: null, mode: 'failed' })
  })

  it('is never kept in the place of what somebody uses', async () => {
    const world = await cachedWorld()
    world.cache.change({ size: 1 })
    world.model = scriptedChat([[FIVE], ['45 grams [1].']])
    await world.ask(asked)
    const kept: boolean[] = []
    const salt = 'How much salt do four loaves take?'
    await world.ask(salt, { ...background, onKept: (isKept) => kept.push(isKept) })
    expect(kept).toEqual([false])
    expect(world.cache.stats()).toMatchObject({ size: 1, evictions: 0 })
    expect((await world.ask(asked)).answer.cached).toBe(true)
  })

  it('is never kept beyond the bytes that there are', async () => {
    const world = await cachedWorld()
    world.model = scriptedChat([[FIVE], ['45 grams [1].']])
    await world.ask(asked)
    world.cache.change({ bytes: world.cache.stats().bytes + 10 })
    await world.ask('How much salt do four loaves take?', background)
    expect(world.cache.stats()).toMatchObject({ size: 1, evictions: 0 })
    expect((await world.ask(asked)).answer.cached).toBe(true)
  })

  it('asks embedder and chat model to let a person’s calls go first', async () => {
    const world = await cachedWorld()
    const chat = scriptedChat([[FIVE], [FIVE]])
    world.model = chat
    const priorities: unknown[] = []
    const { embedder } = world
    if (!embedder) throw new Error('there is one')
    world.embedder = {
      ...embedder,
      embed: (texts, signal, priority) => {
        priorities.push(priority)
        return embedder.embed(texts, signal, priority)
      },
    }
    await world.ask(asked, background)
    expect(priorities).toEqual(['background'])
    expect(chat.requests[0]?.priority).toBe('background')
    await world.ask(reworded, { afresh: true })
    expect(priorities).toEqual(['background', 'person'])
    expect(chat.requests[1]?.priority).toBeUndefined()
  })

  it('is not joined by a person who asks the same meanwhile', async () => {
    const world = await cachedWorld()
    let calls = 0
    world.model = {
      ...scriptedChat([]),
      async *chat(_request, signal): AsyncGenerator<ChatChunk> {
        if (calls++ === 0) await new Promise((_, reject) => signal.addEventListener('abort', reject))
        yield { type: 'text', text: FIVE }
        yield { type: 'done', reason: 'stop', promptTokens: 1, answerTokens: 1 }
      },
    }
    const ahead = world.quiet.run((signal) => ask(world.pipeline, asked, background, signal), never())
    world.clock.advance(2_000)
    await expect.poll(() => calls).toBe(1)
    const { answer } = await world.ask(asked, { mustWrite: true })
    expect(answer).toMatchObject({ answer: FIVE, cached: false })
    expect(calls).toBe(2)
    expect(await ahead).toEqual({ interrupted: 'question' })
  })
})

describe('the machine is not quiet', () => {
  it('from a person’s question to its end, however it ends', async () => {
    const world = await cachedWorld()
    world.model = scriptedChat([[FIVE], ['It gives', 'hang']])
    const during: unknown[] = []
    const request = { question: asked, collectionId: null, history: [] }
    for await (const _event of world.pipeline.answer(request, never())) during.push(world.quiet.busyWith)
    expect(new Set(during.slice(0, -1))).toEqual(new Set(['question']))
    expect(world.quiet.busyWith).toBeNull()

    const abort = new AbortController()
    const stopped = (async () => {
      for await (const event of world.pipeline.answer({ ...request, afresh: true }, abort.signal)) {
        if (event.type === 'delta') abort.abort()
      }
    })()
    await expect(stopped).rejects.toMatchObject({ code: 'CANCELLED' })
    expect(world.quiet.busyWith).toBeNull()
  })

  it('is left so by what nobody asked', async () => {
    const world = await cachedWorld()
    world.model = scriptedChat([[FIVE]])
    let wasBusy = false
    world.quiet.onChange(() => {
      wasBusy = true
    })
    await world.ask(asked, background)
    expect(wasBusy).toBe(false)
  })
})

const never = () => new AbortController().signal
