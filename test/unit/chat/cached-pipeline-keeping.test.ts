import { describe, expect, it } from 'vitest'
import { AppError } from '../../../src-main/base/app-error.ts'
import type { ChatChunk, ChatModel } from '../../../src-main/ollama/index.ts'
import { scriptedChat } from '../../fakes/scripted-models.ts'
import { ask, asked, cachedWorld, reworded } from './cached-pipeline-set-up.ts'

const FIVE = 'It gives five strokes [1].'

describe('never kept', () => {
  it('is an answer that was stopped', async () => {
    const world = await cachedWorld()
    world.model = scriptedChat([['It gives', 'hang'], [FIVE]])
    const abort = new AbortController()
    const run = async () => {
      const request = { question: asked, collectionId: null, history: [] }
      for await (const event of world.pipeline.answer(request, abort.signal)) {
        if (event.type === 'delta') abort.abort()
      }
    }
    await expect(run()).rejects.toMatchObject({ code: 'CANCELLED' })
    expect(world.cache.stats().size).toBe(0)
    expect((await world.ask(asked)).answer).toMatchObject({ answer: FIVE, cached: false })
  })

  it.each([
    ['quoted, for there is no model', null],
    ['quoted, for the model failed', [new AppError('MODEL_FAILED')]],
    ['quoted, for the model failed midway', ['It gives', new AppError('MODEL_FAILED')]],
    ['that nothing was found', ['The documents do not say.']],
  ])('is an answer %s', async (_name, steps) => {
    const world = await cachedWorld()
    world.model = steps && scriptedChat([steps])
    const { answer } = await world.ask(asked)
    expect(answer.mode).not.toBe('generated')
    expect(world.cache.stats().size).toBe(0)
  })

  it('is one that could not search by meaning', async () => {
    const world = await cachedWorld()
    world.model = scriptedChat([[FIVE]])
    world.vectors.setState({ state: 'down', reason: 'killed' })
    expect((await world.ask(asked)).answer).toMatchObject({
      mode: 'generated',
      degradations: ['no_vector_store'],
    })
    expect(world.cache.stats().size).toBe(0)
  })

  it('is one that its model could not end', async () => {
    const world = await cachedWorld()
    world.model = { ...scriptedChat([]), chat: cutOff }
    expect((await world.ask(asked)).answer.answer).toBe('It gives five …')
    expect(world.cache.stats().size).toBe(0)
  })

  it('is one whose documents or model changed while it was written', async () => {
    const world = await cachedWorld()
    const changing = (change: () => Promise<void> | void): ChatModel => ({
      ...scriptedChat([]),
      async *chat(): AsyncGenerator<ChatChunk> {
        await change()
        yield { type: 'text', text: FIVE }
        yield { type: 'done', reason: 'stop', promptTokens: 1, answerTokens: 1 }
      },
    })
    world.model = changing(() => world.edit('kitchen', 'Four loaves take 50 grams of salt.'))
    expect((await world.ask(asked)).answer).toMatchObject({ answer: FIVE, mode: 'generated' })
    expect(world.cache.stats().size).toBe(0)
    const model = changing(() => {
      world.model = { ...model, digest: 'pulled anew' }
    })
    world.model = model
    expect((await world.ask(asked)).answer).toMatchObject({ answer: FIVE, mode: 'generated' })
    expect(world.cache.stats().size).toBe(0)
  })

  it('is a small model’s, unless the documents bear it out', async () => {
    const world = await cachedWorld()
    world.model = scriptedChat([['In fog the bell gives 900 strokes.']], true)
    await world.ask(asked)
    expect(world.cache.stats().size).toBe(0)
    world.model = scriptedChat([['In fog the bell at Windlass gives five strokes every five minutes.']], true)
    const first = await world.ask(asked)
    const again = await world.ask(asked)
    expect(again.answer).toMatchObject({
      cached: true,
      answer: first.answer.answer,
      degradations: ['small_model'],
    })
  })
})

describe('two who ask the same at once', () => {
  it('are answered by one call, each with every event', async () => {
    const world = await cachedWorld()
    const chat = scriptedChat([['It gives', ' five', ' strokes [1].']])
    world.model = chat
    const [one, other] = await Promise.all([world.ask(asked), world.ask(asked.replace('How', 'how'))])
    expect(chat.requests).toHaveLength(1)
    expect(other?.events).toEqual(one?.events)
    expect(one?.answer).toMatchObject({ answer: FIVE, cached: false })
  })

  it('do not end each other’s answer', async () => {
    const world = await cachedWorld()
    let goOn: () => void = () => {}
    const until = new Promise<void>((resolve) => {
      goOn = resolve
    })
    let begun: () => void = () => {}
    const hasBegun = new Promise<void>((resolve) => {
      begun = resolve
    })
    let calls = 0
    world.model = {
      ...scriptedChat([]),
      async *chat(_request, signal): AsyncGenerator<ChatChunk> {
        calls++
        yield { type: 'text', text: 'It gives' }
        begun()
        await until
        signal.throwIfAborted()
        yield { type: 'text', text: ' five strokes [1].' }
        yield { type: 'done', reason: 'stop', promptTokens: 1, answerTokens: 1 }
      },
    }
    const leaving = new AbortController()
    const left = ask(world.pipeline, asked, {}, leaving.signal)
    const stays = world.ask(asked)
    await hasBegun
    leaving.abort()
    await expect(left).rejects.toMatchObject({ code: 'CANCELLED' })
    goOn()
    expect((await stays).answer.answer).toBe(FIVE)
    expect(calls).toBe(1)
    expect((await world.ask(asked)).answer.cached).toBe(true)
  })

  it('are both told when it fails', async () => {
    const world = await cachedWorld()
    world.model = scriptedChat([[new AppError('MODEL_UNAVAILABLE')]])
    const ends: unknown[] = []
    world.pipeline.onFinished((end) => ends.push(end))
    const both = [1, 2].map(() => world.ask(asked, { mustWrite: true }))
    for (const one of both) await expect(one).rejects.toMatchObject({ code: 'MODEL_UNAVAILABLE' })
    expect(ends).toEqual([])
  })
})

it('an answer is written and kept by the settings of the moment of asking, whatever is changed meanwhile', async () => {
  const world = await cachedWorld()
  const before = { ...world.values, instructions: 'In French.' }
  world.values = before
  const chat = scriptedChat([[FIVE], ['Anew [1].'], ['never']])
  world.model = chat
  const { embedder } = world
  world.embedder = embedder && {
    ...embedder,
    embed: (texts, signal) => {
      world.values = { ...before, instructions: '' }
      return embedder.embed(texts, signal)
    },
  }
  await world.ask(asked)
  expect(chat.requests[0]?.messages[0]?.content).toContain('In French.')
  expect((await world.ask(asked)).answer).toMatchObject({ answer: 'Anew [1].', cached: false })
  world.values = before
  expect((await world.ask(asked)).answer).toMatchObject({ answer: FIVE, cached: true })
})

it('a question is embedded once for its look-up, its search and what is kept', async () => {
  const world = await cachedWorld()
  world.model = scriptedChat([[FIVE]])
  await world.ask(asked)
  expect(world.embedded).toBe(1)
  await world.ask(asked)
  expect(world.embedded).toBe(1)
  await world.ask(reworded)
  expect(world.embedded).toBe(2)
})

it('a question that the embedder would not read to its end shares answers with its equals alone', async () => {
  const world = await cachedWorld()
  world.embedder = { ...(world.embedder as NonNullable<typeof world.embedder>), maxTokens: 8 }
  world.model = scriptedChat([[FIVE], ['Anew [1].']])
  await world.ask(asked)
  expect((await world.ask(asked)).answer.cached).toBe(true)
  expect((await world.ask(reworded)).answer.cached).toBe(false)
})

async function* cutOff(): AsyncGenerator<ChatChunk> {
  yield { type: 'text', text: 'It gives five' }
  yield { type: 'done', reason: 'length', promptTokens: 1, answerTokens: 1 }
}
