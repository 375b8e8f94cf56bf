import { describe, expect, it } from 'vitest'
import { AppError } from '../../../src-main/base/app-error.ts'
import type { ChatChunk } from '../../../src-main/ollama/index.ts'
import { scriptedChat } from '../../fakes/scripted-models.ts'
import { ask, asked, cachedWorld, reworded } from './cached-pipeline-set-up.ts'

const FIVE = 'It gives five strokes [1].'

describe('while no chat model is there', () => {
  async function away() {
    const world = await cachedWorld()
    world.model = scriptedChat([[FIVE], ['Anew [1].']])
    await world.ask(asked)
    const { model } = world
    world.model = null
    return { world, model }
  }

  it('what the one before wrote is served, in the same words and in others, and marked as any hit', async () => {
    const { world } = await away()
    expect((await world.ask(asked)).answer).toMatchObject({
      ...{ answer: FIVE, mode: 'generated', model: 'scripted', cached: true, degradations: [] },
      cachedFrom: { kind: 'exact' },
    })
    expect((await world.ask(reworded, { mustWrite: true })).answer).toMatchObject({
      answer: FIVE,
      cachedFrom: { kind: 'semantic' },
    })
  })

  it('it is so too where the embedder went with it, for the same words', async () => {
    const { world } = await away()
    world.embedder = null
    expect((await world.ask(asked)).answer).toMatchObject({ answer: FIVE, cached: true })
  })

  it('what it wrote of documents that changed since is not served', async () => {
    const { world } = await away()
    await world.edit(
      'signals',
      'In fog the bell at Windlass is rung by hand, nine strokes every five minutes.',
    )
    expect((await world.ask(asked)).answer).toMatchObject({ mode: 'extractive', cached: false })
    expect(world.cache.stats().size).toBe(0)
  })

  it('a question without a kept answer gets quotations, which are not kept', async () => {
    const { world } = await away()
    const salt = 'How much salt do four loaves of bread take?'
    expect((await world.ask(salt)).answer).toMatchObject({ mode: 'extractive', cached: false })
    await expect(world.ask(salt, { mustWrite: true })).rejects.toMatchObject({ code: 'MODEL_UNAVAILABLE' })
    expect(world.cache.stats().size).toBe(1)
  })

  it('nothing of it is served where another model was chosen, or other settings', async () => {
    const { world } = await away()
    const { values } = world
    world.values = { ...values, chatModel: 'another' }
    expect((await world.ask(asked)).answer.cached).toBe(false)
    world.values = { ...values, temperature: 1 }
    expect((await world.ask(asked)).answer.cached).toBe(false)
    world.values = values
    expect((await world.ask(asked)).answer.cached).toBe(true)
  })

  it('and pulled anew it answers anew', async () => {
    const { world } = await away()
    world.model = { ...scriptedChat([['Anew [1].']]), digest: 'pulled anew' }
    expect((await world.ask(asked)).answer).toMatchObject({ answer: 'Anew [1].', cached: false })
  })

  it('where none ever was, nothing is looked up', async () => {
    const world = await cachedWorld()
    expect((await world.ask(asked)).answer).toMatchObject({ mode: 'extractive', cached: false })
    expect(world.cache.stats().totalRequests).toBe(0)
  })
})

describe('questions that are answered together', () => {
  it('are requests each: a miss that says so for who joined one', async () => {
    const world = await cachedWorld()
    world.model = scriptedChat([[FIVE]])
    await Promise.all([world.ask(asked), world.ask(asked), world.ask(asked)])
    expect(world.cache.stats()).toMatchObject({
      ...{ totalRequests: 3, misses: 3, hits: 0, hitRate: 0 },
      missReasons: { nothing_near: 1, joined: 2 },
    })
  })

  it('are a hit each where the first one is', async () => {
    const world = await cachedWorld()
    world.model = scriptedChat([[FIVE]])
    await world.ask(asked)
    const answers = await Promise.all([world.ask(asked), world.ask(asked)])
    expect(answers.map(({ answer }) => answer.cached)).toEqual([true, true])
    expect(world.cache.stats()).toMatchObject({
      totalRequests: 3,
      exactHits: 2,
      misses: 1,
      missReasons: { nothing_near: 1 },
    })
  })

  it('count for nothing where they are written afresh: nothing is looked up for any of them', async () => {
    const world = await cachedWorld()
    world.model = scriptedChat([[FIVE]])
    await Promise.all([world.ask(asked, { afresh: true }), world.ask(asked, { afresh: true })])
    expect(world.cache.stats()).toMatchObject({ totalRequests: 0, missReasons: {} })
  })

  it('count for nothing where who asked has left, and as a miss where the answer failed', async () => {
    const world = await cachedWorld()
    const leaving = new AbortController()
    world.model = {
      ...scriptedChat([]),
      async *chat(): AsyncGenerator<ChatChunk> {
        leaving.abort()
        yield { type: 'text', text: FIVE }
        yield { type: 'done', reason: 'stop', promptTokens: 1, answerTokens: 1 }
      },
    }
    const first = world.ask(asked)
    await expect(ask(world.pipeline, asked, {}, leaving.signal)).rejects.toMatchObject({ code: 'CANCELLED' })
    await first
    expect(world.cache.stats()).toMatchObject({ totalRequests: 1, missReasons: { nothing_near: 1 } })
    world.model = { ...scriptedChat([[new AppError('MODEL_UNAVAILABLE')]]), digest: 'broken' }
    const both = await Promise.allSettled([1, 2].map(() => world.ask(asked, { mustWrite: true })))
    expect(both.map(({ status }) => status)).toEqual(['rejected', 'rejected'])
    expect(world.cache.stats()).toMatchObject({ totalRequests: 3, missReasons: { joined: 1 } })
  })
})
