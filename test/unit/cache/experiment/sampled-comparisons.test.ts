import { describe, expect, test } from 'vitest'
import { AppError } from '../../../../src-main/base/app-error.ts'
import type { ExperimentPlan } from '../../../../src-shared/schemas/cache-experiment.ts'
import { experimentWorld } from './experiment-world.ts'

const plan: ExperimentPlan = {
  arms: [
    { threshold: 0.92, isGuarded: true },
    { threshold: 0.7, isGuarded: true },
    { threshold: 0.7, isGuarded: false },
  ],
  mode: 'shadow',
  sampleShare: 1,
}
const FIRST = 'When does the hut open?'
const NEAR = 'At what time is the hut open?'
const FAR = 'What about the hut?'
const SEVEN = 'It opens at seven.'

type World = Awaited<ReturnType<typeof experimentWorld>>

/** FIRST is kept, an experiment runs, NEAR hits it by every arm, FAR by those with 0.7 alone. */
async function startedWorld(share = 1): Promise<World> {
  const world = await experimentWorld()
  world.cosines.set(NEAR, 0.95)
  world.cosines.set(FAR, 0.75)
  world.replies.set(FIRST, [SEVEN])
  await world.ask(FIRST)
  world.experiment.start({ ...plan, sampleShare: share })
  return world
}

const compared = (world: World) =>
  world.experiment.view().arms.map(({ compared, disagreements }) => [compared, disagreements])

describe('a hit in the sample', () => {
  test('is answered afresh once it is quiet, and compared for each arm that would have served it', async () => {
    const world = await startedWorld()
    world.replies.set(NEAR, ['The hut opens at seven.'])
    expect((await world.ask(NEAR)).answer).toBe(SEVEN)
    expect(world.experiment.view().waiting).toBe(1)
    expect(world.afresh).toEqual([])
    await world.quietly()
    expect(world.afresh).toEqual([NEAR])
    expect(compared(world)).toEqual([
      [1, 0],
      [1, 0],
      [1, 0],
    ])
    expect(world.experiment.view().waiting).toBe(0)
  })

  test('of a question that a person deleted is not answered afresh, and its words are gone', async () => {
    const world = await startedWorld()
    await world.ask(NEAR)
    world.experiment.forget([NEAR.toLowerCase()])
    expect(world.experiment.view().waiting).toBe(0)
    expect(world.database.prepare('SELECT request FROM cache_comparison').all()).toEqual([])
    await world.quietly()
    expect(world.afresh).toEqual([])
  })

  test('whose fresh answer says otherwise is a disagreement, and the kept answer stays', async () => {
    const world = await startedWorld()
    world.replies.set(NEAR, ['It opens at nine.'])
    await world.ask(NEAR)
    const before = world.cache.stats()
    await world.quietly()
    expect(compared(world)[0]).toEqual([1, 1])
    expect(world.cache.stats()).toEqual(before)
    expect((await world.ask(NEAR)).answer).toBe(SEVEN)
  })

  test.each([
    [0, 0],
    [0.3, 30],
    [1, 100],
  ])('is drawn by its share: %f', async (share, expected) => {
    const world = await startedWorld(share)
    for (let n = 0; n < 100; n++) await world.ask(NEAR)
    expect(Math.abs(world.experiment.view().waiting - expected)).toBeLessThanOrEqual(share % 1 && 14)
  })

  test('is none where the hit was exact, or the question stood in a conversation', async () => {
    const world = await startedWorld()
    await world.ask(FIRST)
    const history = [{ role: 'user' as const, content: 'Hello' }]
    world.replies.set('Hut?', [SEVEN])
    await world.ask('Hut?', { history })
    expect((await world.ask(NEAR, { history })).cached).toBe(true)
    expect(world.experiment.view().waiting).toBe(0)
  })
})

describe('a miss that an arm would have hit', () => {
  test('is compared with its own answer, without another call of the model', async () => {
    const world = await startedWorld(0)
    world.replies.set(FAR, ['It opens at nine.'])
    expect((await world.ask(FAR)).cached).toBe(false)
    await world.quietly()
    expect(world.afresh).toEqual([])
    expect(compared(world)).toEqual([
      [0, 0],
      [1, 1],
      [1, 1],
    ])
  })

  test('counts for nothing where it cannot be told whether the answers agree', async () => {
    const world = await startedWorld(0)
    world.replies.set(FAR, ['Das sagt der Hüttenwirt.'])
    await world.ask(FAR)
    await world.quietly()
    expect(world.experiment.view().waiting).toBe(0)
    expect(compared(world)[1]).toEqual([0, 0])
  })
})

describe('an entry that was not seen to fit the documents as they are', () => {
  test('is not compared: it might be stale, and a look-up would find that out', async () => {
    const world = await startedWorld(0)
    world.documents.write('d2', 'Nothing that anybody asks of.')
    world.replies.set(FAR, ['It opens at nine.'])
    await world.ask(FAR)
    await world.quietly()
    expect(world.experiment.view()).toMatchObject({ waiting: 0 })
    expect(compared(world)[1]).toEqual([0, 0])
  })
})

describe('what waits to be compared', () => {
  test('makes room for whoever asks, and is taken up again', async () => {
    const world = await startedWorld()
    world.replies.set(NEAR, ['hang', 'It opens at seven.'])
    await world.ask(NEAR)
    await world.quietly()
    expect(world.afresh).toEqual([NEAR])
    world.cosines.set('Something else?', 0.1)
    await world.ask('Something else?')
    await world.quietly(1_000)
    expect(compared(world)[0]).toEqual([0, 0])
    await world.quietly()
    expect(world.afresh).toEqual([NEAR, NEAR])
    expect(compared(world)[0]).toEqual([1, 0])
  })

  test('waits over a restart, and is compared after it', async () => {
    const world = await startedWorld()
    world.replies.set(NEAR, ['It opens at nine.'])
    world.replies.set(FAR, ['It opens at nine.'])
    await world.ask(NEAR)
    await world.ask(FAR)
    await world.restart()
    expect(world.experiment.view().waiting).toBe(2)
    await world.quietly(10_000)
    expect(world.afresh).toEqual([NEAR])
    expect(compared(world)).toEqual([
      [1, 1],
      [2, 2],
      [2, 2],
    ])
    await world.restart()
    expect(compared(world)[1]).toEqual([2, 2])
    expect(world.experiment.view().waiting).toBe(0)
  })

  test('is dropped where the documents have changed since, before or while it is answered', async () => {
    const world = await startedWorld()
    await world.ask(NEAR)
    world.documents.write('d2', 'Another hut.')
    await world.quietly()
    expect(world.afresh).toEqual([])
    expect(world.experiment.view().waiting).toBe(0)

    const other = await startedWorld()
    await other.ask(NEAR)
    other.documents.onSearch = () => {
      other.documents.version++
    }
    await other.quietly()
    expect(other.afresh).toEqual([NEAR])
    expect(other.experiment.view().waiting).toBe(0)
    expect([...compared(world), ...compared(other)].flat().every((count) => count === 0)).toBe(true)
  })

  test('is dropped where the entry is gone, or models or prompt are others', async () => {
    const world = await startedWorld()
    await world.ask(NEAR)
    await world.cache.clear()
    await world.quietly()
    expect(world.afresh).toEqual([])

    const other = await startedWorld()
    await other.ask(NEAR)
    other.settings.set({ instructions: 'in French' })
    await other.quietly()
    expect(other.afresh).toEqual([])
    expect([...compared(world), ...compared(other)].flat().every((count) => count === 0)).toBe(true)
    expect(other.experiment.view().waiting).toBe(0)
  })

  test('is tried again where the model fails, and given up after three failures', async () => {
    const world = await startedWorld()
    world.replies.set(NEAR, [new AppError('MODEL_UNAVAILABLE'), 'It opens at seven.'])
    await world.ask(NEAR)
    await world.quietly()
    expect(compared(world)[0]).toEqual([0, 0])
    await world.quietly(300_000)
    expect(compared(world)[0]).toEqual([1, 0])

    world.replies.set(NEAR, [new AppError('MODEL_UNAVAILABLE')])
    await world.ask(NEAR)
    await world.quietly()
    for (let minute = 0; minute < 5; minute++) await world.quietly(70_000)
    expect(world.afresh).toHaveLength(2 + 3)
    expect(world.experiment.view().waiting).toBe(0)
    expect(compared(world)[0]).toEqual([1, 0])
  })

  test('is 200 at most', async () => {
    const world = await startedWorld()
    for (let n = 0; n < 230; n++) await world.ask(NEAR)
    expect(world.experiment.view().waiting).toBe(200)
  })

  test('is forgotten when the experiment ends, and what is being written is stopped', async () => {
    const world = await startedWorld()
    world.replies.set(NEAR, ['hang'])
    await world.ask(NEAR)
    await world.ask(NEAR)
    await world.quietly()
    expect(world.afresh).toEqual([NEAR])
    world.experiment.end()
    expect(world.experiment.view().waiting).toBe(0)
    world.experiment.start(plan)
    world.replies.set(NEAR, ['It opens at seven.'])
    await world.ask(NEAR)
    await world.quietly()
    expect(world.afresh).toEqual([NEAR, NEAR])
    expect(compared(world)[0]).toEqual([1, 0])
  })

  test('is not lost by a clock that jumps', async () => {
    const world = await startedWorld()
    world.replies.set(NEAR, ['It opens at seven.'])
    await world.ask(NEAR)
    world.clock.wallShift = -86_400_000
    await world.quietly()
    expect(compared(world)[0]).toEqual([1, 0])
  })
})

test('a live hit is compared for its arm alone', async () => {
  const world = await startedWorld()
  world.experiment.start({ ...plan, arms: plan.arms.slice(0, 2), mode: 'live' })
  world.replies.set(NEAR, ['It opens at nine.'])
  expect((await world.ask(NEAR)).cached).toBe(true)
  await world.quietly()
  const counts = compared(world)
  expect(counts.filter(([count]) => count === 1)).toEqual([[1, 1]])
  expect(counts.filter(([count]) => count === 0)).toHaveLength(1)
})
