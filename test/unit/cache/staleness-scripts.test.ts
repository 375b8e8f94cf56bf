import { beforeEach, describe, expect, test, vi } from 'vitest'
import type { AnswerRequest } from '../../../src-main/chat/index.ts'
import { askingChanges, type Change, documentChanges } from './staleness-changes.ts'
import { type StalenessWorld, stalenessWorld } from './staleness-world.ts'

const prompt = vi.hoisted(() => ({ digest: 'as it was' }))
vi.mock('../../../src-main/chat/prompt-digest.ts', () => ({
  get promptDigest() {
    return prompt.digest
  },
}))
beforeEach(() => {
  prompt.digest = 'as it was'
})

type Asked = Partial<AnswerRequest>
/** The change, made. */
type Made = () => Promise<void>

const kettle = 'Where does the brass kettle hang?'
const reworded = 'The brass kettle: where does it hang?'
const marmot = 'When does the alpine marmot wake?'

/** Both questions answered and kept. */
async function answered(world: StalenessWorld, { askedBefore = {} }: Change): Promise<void> {
  for (const question of [kettle, marmot]) {
    await world.ask(question, askedBefore)
    expect((await world.ask(question, askedBefore)).cached).toBe(true)
  }
}

/** How the change is made between an answer that was kept and the same question. */
const moments: Readonly<Record<string, (world: StalenessWorld, make: Made) => Promise<void>>> = {
  async 'at rest'(world, make) {
    await make()
    await world.settle()
  },
  async 'and the app starts anew'(world, make) {
    await make()
    await world.settle()
    await world.restart()
  },
  async 'while the app begins anew before it has come in'(world, make) {
    await make()
    await world.restart()
    await world.settle()
  },
  async 'while there is no cache'(world, make) {
    await world.endCache()
    await make()
    await world.settle()
    await world.startCache()
  },
  async 'while the entries are read'(world, make) {
    await world.endCache()
    const readRest = world.startLoading()
    await make()
    await world.settle()
    await readRest()
  },
}

/**
 * Right is what would be answered now without a cache, to the question that the answer was written for; exactly the
 * entries that the change ends are not served.
 */
async function judge(world: StalenessWorld, question: string, asked: Asked, stays: boolean): Promise<void> {
  const answer = await world.ask(question, asked)
  const writtenFor = answer.cachedFrom?.question ?? question
  expect(answer.answer).toBe((await world.afresh(writtenFor, asked)).answer)
  expect(answer.cached).toBe(stays)
}

async function judgeBoth(world: StalenessWorld, change: Change, question = kettle): Promise<void> {
  const { ends, askedAfter } = change
  const asked = askedAfter?.(world) ?? {}
  await judge(world, question, asked, ends === 'nothing')
  await judge(world, marmot, asked, ends !== 'all')
}

const madeIn =
  (world: StalenessWorld, { make }: Change) =>
  (): Promise<void> =>
    make?.(world) ?? Promise.resolve()

for (const [moment, bringAbout] of Object.entries(moments)) {
  describe(`${moment}:`, () => {
    test.each(documentChanges)('$name; ends $ends', async (change) => {
      const world = await stalenessWorld()
      await answered(world, change)
      await bringAbout(world, madeIn(world, change))
      await judgeBoth(world, change)
    })
  })
}

describe('asked in other words, at rest:', () => {
  test.each(documentChanges)('$name; ends $ends', async (change) => {
    const world = await stalenessWorld()
    await answered(world, change)
    expect((await world.ask(reworded)).cachedFrom?.kind).toBe('semantic')
    await change.make?.(world)
    await world.settle()
    await judgeBoth(world, change, reworded)
  })
})

describe('while its answer is written:', () => {
  test.each([...documentChanges, ...askingChanges(prompt)])('$name', async (change) => {
    const world = await stalenessWorld()
    await world.askDuring(kettle, madeIn(world, change))
    const asked = change.askedAfter?.(world) ?? {}
    const { answer } = await world.ask(kettle, asked)
    expect(answer).toBe((await world.afresh(kettle, asked)).answer)
  })
})

describe('while the change is on its way:', () => {
  test.each(documentChanges)('$name', async (change) => {
    const world = await stalenessWorld()
    await answered(world, change)
    const settled = (await world.afresh(kettle)).answer
    await change.make?.(world)
    const before = (await world.afresh(kettle)).answer
    const answer = await world.ask(kettle)
    const after = (await world.afresh(kettle)).answer
    // Where the documents stay the same, what was answered from all of their vectors is right while some are away.
    const right = change.ends === 'nothing' ? [before, after, settled] : [before, after]
    expect(right).toContain(answer.answer)
    await world.settle()
    expect((await world.ask(kettle)).answer).toBe((await world.afresh(kettle)).answer)
  })
})

for (const [words, question] of [
  ['in the same words', kettle],
  ['in other words', reworded],
] as const) {
  describe(`asked ${words}, documents as they were:`, () => {
    test.each(askingChanges(prompt))('$name; ends $ends', async (change) => {
      const world = await stalenessWorld()
      await answered(world, change)
      await change.make?.(world)
      await judgeBoth(world, change, question)
    })
  })
}
