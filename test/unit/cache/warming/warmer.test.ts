import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { fakeCacheStats } from '../../../fakes/fake-cache.ts'
import { temporaryFolder } from '../../storage/temporary-folder.ts'
import { list, pick, settle, setUp } from './warmer-set-up.ts'

describe('a line of questions', () => {
  it('is answered one after the other, once it is quiet, and each is counted as what came of it', async () => {
    const { warmer, world } = setUp()
    warmer.start(list('One?', 'Two?', 'Three?', 'Four?', ' One '))
    await settle()
    expect(world.asked).toEqual([])
    await world.idle()
    expect(world.asked).toEqual(['One?'])
    expect(warmer.view()).toMatchObject({ state: 'running', total: 4, done: 0, current: 'One?' })
    await world.answerAs('kept')
    expect(world.asked).toEqual(['One?', 'Two?'])
    await world.answerAs('already_there')
    await world.answerAs('not_kept')
    await world.answerAs(new TypeError('a fault of ours'))
    expect(warmer.view()).toEqual({
      ...{
        state: 'idle',
        pausedFor: null,
        from: 'questions',
        current: null,
        wasStopped: false,
        wasFull: false,
        hasFailed: false,
      },
      ...{ total: 4, done: 4, kept: 1, alreadyThere: 1, notKept: 2 },
      ...{ startedAt: world.clock.now() - 2_000, endedAt: world.clock.now() },
    })
  })

  it('lets a person’s question go first, and goes on with the one that it interrupted', async () => {
    const { warmer, world } = setUp()
    warmer.start(list('One?', 'Two?'))
    await world.idle()
    const question = world.quiet.begin('question')
    await settle()
    expect(warmer.view()).toMatchObject({ state: 'paused', pausedFor: 'question', current: null, done: 0 })
    world.clock.advance(60_000)
    await settle()
    expect(world.asked).toEqual(['One?'])
    void question.dispose()
    await world.idle()
    expect(world.asked).toEqual(['One?', 'One?'])
    await world.answerAs('kept')
    await world.answerAs('kept')
    expect(warmer.view()).toMatchObject({ state: 'idle', done: 2, kept: 2 })
  })

  it('waits while documents are read in', async () => {
    const { warmer, world } = setUp()
    const ingest = world.quiet.begin('ingest')
    warmer.start(list('One?'))
    await world.idle()
    expect(warmer.view()).toMatchObject({ state: 'paused', pausedFor: 'ingest' })
    void ingest.dispose()
    await world.idle()
    expect(world.asked).toEqual(['One?'])
  })

  it('is stopped at once, and says so; what the question at hand comes to changes nothing', async () => {
    const { warmer, world } = setUp()
    warmer.start(list('One?', 'Two?'))
    await world.idle()
    expect(warmer.stop()).toMatchObject({ state: 'idle', wasStopped: true, done: 0, current: null })
    await world.answerAs('kept')
    await world.idle()
    expect(world.asked).toEqual(['One?'])
    expect(warmer.view()).toMatchObject({ state: 'idle', done: 0 })
    warmer.start(list('Three?'))
    await world.idle()
    await world.answerAs('kept')
    expect(warmer.view()).toMatchObject({ done: 1, total: 1, wasStopped: false })
  })

  it('is one at a time', async () => {
    const { warmer, world } = setUp()
    warmer.start(list('One?'))
    expect(() => warmer.start(list('Two?'))).toThrow(expect.objectContaining({ code: 'CONFLICT' }))
    await world.idle()
    await world.answerAs('kept')
    expect(warmer.start(list('Two?'))).toMatchObject({ state: 'running', done: 0 })
  })

  it('with one in it that asks nothing is refused whole', () => {
    const { warmer } = setUp()
    expect(() => warmer.start(list('One?', '?!'))).toThrow(
      expect.objectContaining({ code: 'INVALID_INPUT', message: expect.stringMatching(/^Question 2:/) }),
    )
    expect(warmer.view().startedAt).toBeNull()
  })

  it('of what is asked most comes from the patterns, each in its collection', async () => {
    const { warmer, world } = setUp()
    world.mostAsked = [
      { question: 'One?', collectionId: null },
      { question: 'One?', collectionId: 'huts' },
    ]
    warmer.start({ from: 'most_asked' })
    await world.idle()
    expect(warmer.view()).toMatchObject({ from: 'most_asked', total: 2 })
  })

  it('that is empty is over at once', async () => {
    const { warmer } = setUp()
    warmer.start({ from: 'headings', collectionId: 'huts' })
    await settle()
    expect(warmer.view()).toMatchObject({ state: 'idle', total: 0, endedAt: expect.any(Number) })
  })

  it('tells whenever anything of it has changed', async () => {
    const { warmer, world } = setUp()
    const seen: unknown[] = []
    warmer.onChange(() => {
      const now = pick(warmer.view(), 'state', 'pausedFor', 'done', 'current')
      if (JSON.stringify(now) !== JSON.stringify(seen.at(-1))) seen.push(now)
    })
    warmer.start(list('One?'))
    await world.idle()
    const question = world.quiet.begin('question')
    await settle()
    void question.dispose()
    await world.idle()
    await world.answerAs('kept')
    const running = { state: 'running', pausedFor: null, done: 0 }
    expect(seen).toEqual([
      { ...running, current: null },
      { ...running, current: 'One?' },
      { ...running, state: 'paused', pausedFor: 'question', current: null },
      { ...running, current: null },
      { ...running, current: 'One?' },
      { state: 'running', pausedFor: null, done: 1, current: null },
      { state: 'idle', pausedFor: null, done: 1, current: null },
    ])
  })
})

describe('it waits', () => {
  it('for the chat model, and goes on by itself when that is back', async () => {
    const { warmer, world } = setUp()
    world.switchModel(false)
    warmer.start(list('One?'))
    await world.idle()
    expect(warmer.view()).toMatchObject({ state: 'paused', pausedFor: 'no_model' })
    expect(world.asked).toEqual([])
    world.switchModel(true)
    await world.idle()
    expect(world.asked).toEqual(['One?'])
  })

  it('for the embedder: without one no answer would be kept', async () => {
    const { warmer, world } = setUp()
    world.hasEmbedder = false
    warmer.start(list('One?'))
    await world.idle()
    expect(warmer.view()).toMatchObject({ state: 'paused', pausedFor: 'no_model' })
    expect(world.asked).toEqual([])
    world.hasEmbedder = true
    world.switchModel(true)
    await world.idle()
    expect(world.asked).toEqual(['One?'])
  })

  it('where the model fails in the middle: the same question is asked again, three times at most', async () => {
    const { warmer, world } = setUp()
    warmer.start(list('One?', 'Two?'))
    await world.idle()
    for (const times of [1, 2]) {
      await world.answerAs('no_model')
      expect(warmer.view()).toMatchObject({ state: 'paused', pausedFor: 'no_model', done: 0 })
      expect(world.asked).toEqual(Array(times).fill('One?'))
      world.clock.advance(30_000)
      await settle()
    }
    await world.answerAs('no_model')
    expect(world.asked).toEqual(['One?', 'One?', 'One?', 'Two?'])
    expect(warmer.view()).toMatchObject({ done: 1, notKept: 1 })
  })

  it('while the cache is off', async () => {
    const { warmer, world } = setUp()
    world.switchCache(false)
    warmer.start(list('One?'))
    await world.idle()
    expect(warmer.view()).toMatchObject({ state: 'paused', pausedFor: 'cache_off' })
    world.switchCache(true)
    await world.idle()
    expect(world.asked).toEqual(['One?'])
  })
})

describe('it ends without asking where the cache has no more room', () => {
  it.each([
    ['by number', { size: 10, maxSize: 10 }],
    ['by bytes', { size: 9, bytes: 950, maxBytes: 1_000 }],
  ])('%s', async (_name, stats) => {
    const { warmer, world } = setUp()
    world.stats = fakeCacheStats(stats)
    warmer.start(list('One?', 'Two?'))
    await world.idle()
    expect(world.asked).toEqual([])
    expect(warmer.view()).toMatchObject({
      state: 'idle',
      wasFull: true,
      wasStopped: false,
      done: 0,
      total: 2,
    })
  })
})

describe('a file', () => {
  it('is read as its name says', async () => {
    const { warmer, world } = setUp()
    const file = join(temporaryFolder(), 'questions.CSV')
    writeFileSync(file, 'id,question\n1,One?\n')
    await warmer.fromFile(file, 'huts')
    await world.idle()
    expect(world.asked).toEqual(['One?'])
  })

  it('with a fault in it begins nothing', async () => {
    const { warmer } = setUp()
    const file = join(temporaryFolder(), 'questions.txt')
    writeFileSync(file, 'One?\n???\n')
    await expect(warmer.fromFile(file, null)).rejects.toMatchObject({
      code: 'INVALID_INPUT',
      data: { line: 2 },
    })
    await expect(warmer.fromFile(file, 'nowhere')).rejects.toMatchObject({ code: 'NOT_FOUND' })
    expect(warmer.view()).toMatchObject({ state: 'idle', total: 0, startedAt: null })
  })
})

it('says so where it ended by a fault', async () => {
  const { warmer, world } = setUp()
  warmer.start({ from: 'headings', collectionId: null })
  await world.idle()
  expect(warmer.view()).toMatchObject({ state: 'idle', hasFailed: true, wasStopped: false })
})

it('ends with the app, in the middle of a question too, and begins nothing more', async () => {
  const { warmer, world } = setUp()
  warmer.start(list('One?'))
  await world.idle()
  await warmer.dispose()
  expect(warmer.view()).toMatchObject({ state: 'idle', wasStopped: true })
  expect(() => warmer.start(list('Two?'))).toThrow(expect.objectContaining({ code: 'SHUTTING_DOWN' }))
})
