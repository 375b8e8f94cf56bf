import { describe, expect, it } from 'vitest'
import { AppError } from '../../../src-main/base/app-error.ts'
import { scriptedChat } from '../../fakes/scripted-models.ts'
import { asked, cachedWorld, decisionOf, reworded } from './cached-pipeline-set-up.ts'

const FIVE = 'It gives five strokes [1].'

describe('a question that was answered', () => {
  it('is answered from then on without a model, as it was the first time, and says from where', async () => {
    const world = await cachedWorld()
    const chat = scriptedChat([[FIVE]])
    world.model = chat
    const first = await world.ask(asked)
    world.clock.advance(180_000)
    const again = await world.ask(`  ${asked.toLowerCase().replace('windlass', 'Windlass')} `)
    expect(chat.requests).toHaveLength(1)
    expect(first.answer.cached).toBe(false)
    expect(again.answer).toMatchObject({
      ...{ answer: FIVE, mode: 'generated', model: 'scripted', degradations: [] },
      ...{ citations: first.answer.citations, cached: true, similarity: 1 },
      cachedFrom: { question: asked, at: world.clock.now() - 180_000, kind: 'exact', similarity: 1 },
    })
    expect(again.events.map(({ type }) => type)).toEqual(['sources', 'delta', 'done'])
    expect(again.events[0]).toEqual(first.events.find(({ type }) => type === 'sources'))
    expect(decisionOf(world.database, again.answer)).toMatchObject({ kind: 'exact', similarity: 1 })
    expect(decisionOf(world.database, first.answer)).toMatchObject({ kind: 'miss', reason: 'nothing_near' })
  })

  it('is so after a restart, by its letters and by its meaning', async () => {
    const world = await cachedWorld()
    world.model = scriptedChat([[FIVE]])
    await world.ask(asked)
    await world.restart()
    world.model = scriptedChat([['never']])
    expect((await world.ask(asked)).answer).toMatchObject({ answer: FIVE, cachedFrom: { kind: 'exact' } })
    const near = (await world.ask(reworded)).answer
    expect(near).toMatchObject({
      answer: FIVE,
      cached: true,
      cachedFrom: { kind: 'semantic', question: asked },
    })
    expect(near.similarity).toBeGreaterThan(0.99)
  })

  it('is answered while its model is away', async () => {
    const world = await cachedWorld()
    world.model = scriptedChat([[FIVE], [new AppError('CIRCUIT_OPEN')]])
    await world.ask(asked)
    expect((await world.ask(asked, { mustWrite: true })).answer).toMatchObject({ cached: true, answer: FIVE })
  })

  it('tells each asker’s end once', async () => {
    const world = await cachedWorld()
    world.model = scriptedChat([[FIVE]])
    const ends: unknown[] = []
    world.pipeline.onFinished((end) => ends.push('answer' in end && end.answer.cached))
    await world.ask(asked)
    await world.ask(asked)
    expect(ends).toEqual([false, true])
  })
})

describe('no answer of before is given', () => {
  it('where the guard objects; the trace says which rule', async () => {
    const world = await cachedWorld()
    world.guard = () => ({ rule: 'negation', detail: 'not' })
    world.model = scriptedChat([[FIVE], ['None [1].']])
    await world.ask(asked)
    const { answer } = await world.ask(reworded)
    expect(answer).toMatchObject({ answer: 'None [1].', cached: false, similarity: null })
    expect(decisionOf(world.database, answer)).toMatchObject({
      ...{ kind: 'miss', reason: 'guard' },
      rejected: { rule: 'negation', similarity: expect.closeTo(1, 3) },
    })
  })

  it('once the document that it rests on says something else', async () => {
    const world = await cachedWorld()
    world.model = scriptedChat([[FIVE], ['It gives nine [1].']])
    await world.ask(asked)
    await world.edit(
      'signals',
      'In fog the bell at Windlass is rung by hand, nine strokes every five minutes.',
    )
    expect((await world.ask(asked)).answer).toMatchObject({ answer: 'It gives nine [1].', cached: false })
    expect((await world.ask(asked)).answer).toMatchObject({ answer: 'It gives nine [1].', cached: true })
  })

  it.each([
    ['temperature', { temperature: 1 }],
    ['instructions', { instructions: 'In French.' }],
    ['passages', { k: 3 }],
  ])('with other %s', async (_name, change) => {
    const world = await cachedWorld()
    world.model = scriptedChat([[FIVE], ['Another [1].'], ['never']])
    await world.ask(asked)
    world.values = { ...world.values, ...change }
    expect((await world.ask(asked)).answer.cached).toBe(false)
  })

  it('by another model, or the same one pulled anew', async () => {
    const world = await cachedWorld()
    world.model = scriptedChat([[FIVE]])
    await world.ask(asked)
    world.model = { ...scriptedChat([['Anew [1].']]), digest: 'pulled anew' }
    expect((await world.ask(asked)).answer).toMatchObject({ answer: 'Anew [1].', cached: false })
  })

  it('in another conversation than it was asked in', async () => {
    const world = await cachedWorld()
    const history = [{ role: 'user', content: 'Tell me of the fog bell at Windlass' }] as const
    world.model = scriptedChat([[FIVE], ['In talk [1].'], ['never']])
    await world.ask(asked)
    expect((await world.ask(asked, { history })).answer).toMatchObject({
      answer: 'In talk [1].',
      cached: false,
    })
    expect((await world.ask(asked, { history })).answer).toMatchObject({
      answer: 'In talk [1].',
      cached: true,
    })
  })

  it('once it is switched off, and again when it is on', async () => {
    const world = await cachedWorld()
    world.model = scriptedChat([[FIVE], ['Anew [1].']])
    await world.ask(asked)
    world.cache.change({ enabled: false })
    expect((await world.ask(asked)).answer).toMatchObject({ answer: 'Anew [1].', cached: false })
    world.cache.change({ enabled: true })
    expect((await world.ask(asked)).answer).toMatchObject({ answer: FIVE, cached: true })
  })

  it('to who wants it afresh, and the new one takes its place', async () => {
    const world = await cachedWorld()
    world.model = scriptedChat([[FIVE], ['Five, by hand [1].']])
    await world.ask(asked)
    const anew = await world.ask(asked, { afresh: true })
    expect(anew.answer).toMatchObject({ answer: 'Five, by hand [1].', cached: false })
    expect(decisionOf(world.database, anew.answer)).toMatchObject({ reason: 'afresh' })
    expect((await world.ask(asked)).answer).toMatchObject({ answer: 'Five, by hand [1].', cached: true })
    expect((await world.ask(reworded)).answer).toMatchObject({ answer: 'Five, by hand [1].', cached: true })
    expect(world.cache.stats().size).toBe(1)
  })
})
