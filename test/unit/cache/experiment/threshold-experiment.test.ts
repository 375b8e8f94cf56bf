import { describe, expect, test } from 'vitest'
import { AppError } from '../../../../src-main/base/app-error.ts'
import { armOf } from '../../../../src-main/cache/experiment/arm.ts'
import { ExperimentStore, exactKey, type Partition } from '../../../../src-main/cache/index.ts'
import type { ExperimentPlan } from '../../../../src-shared/schemas/cache-experiment.ts'
import { experimentWorld } from './experiment-world.ts'

const shadow: ExperimentPlan = {
  arms: [
    { threshold: 0.92, isGuarded: true },
    { threshold: 0.7, isGuarded: true },
    { threshold: 0.99, isGuarded: true },
    { threshold: 0.92, isGuarded: false },
  ],
  mode: 'shadow',
  sampleShare: 0,
}
const guardedLive: ExperimentPlan = {
  ...shadow,
  arms: shadow.arms.filter(({ isGuarded }) => isGuarded),
  mode: 'live',
}
const FIRST = 'When does the hut open?'

type World = Awaited<ReturnType<typeof experimentWorld>>

/** One question exact, one near, one further off, one that the guard objects to. */
async function askAll(world: World): Promise<readonly (string | undefined)[]> {
  world.guardBy((asked) => (asked.includes('not') ? { rule: 'negation', detail: 'not' } : null))
  world.cosines.set('At what time is the hut open?', 0.95)
  world.cosines.set('What about the hut?', 0.75)
  world.cosines.set('When does the hut not open?', 0.98)
  const kinds: (string | undefined)[] = []
  for (const question of [FIRST, FIRST, ...[...world.cosines.keys()]]) {
    kinds.push((await world.ask(question)).cachedFrom?.kind)
  }
  return kinds
}

const tally = (world: World) => world.experiment.view().arms.map(({ lookups, hits }) => [lookups, hits])

describe('an experiment in shadow', () => {
  test('counts what each arm would have done', async () => {
    const world = await experimentWorld()
    world.experiment.start(shadow)
    await askAll(world)
    expect(tally(world)).toEqual([
      // The repeated one and 0.95.
      [5, 2],
      // And 0.75.
      [5, 3],
      [5, 1],
      // And 0.98, to which the guard objects.
      [5, 3],
    ])
  })

  test('hits by the arm that is the settings exactly where the cache does', async () => {
    const world = await experimentWorld()
    world.guardBy((asked, cached) =>
      (asked.length + cached.length) % 3 === 0 ? { rule: 'words', detail: 'chance' } : null,
    )
    world.experiment.start(shadow)
    let served = 0
    for (let n = 0; n < 120; n++) {
      const question = `What of thing ${'x'.repeat(n % 7)} number ${n}?`
      world.cosines.set(question, ((n * 37) % 100) / 100)
      if ((await world.ask(question)).cached) served++
    }
    expect(served).toBeGreaterThan(10)
    expect(tally(world)[0]).toEqual([120, served])
  })

  test('changes nothing of what is served, counted or noted', async () => {
    const [without, watched] = [await experimentWorld(), await experimentWorld()]
    watched.experiment.start(shadow)
    expect(await askAll(watched)).toEqual(await askAll(without))
    const { lookupMs: _, ...stats } = without.cache.stats()
    expect(watched.cache.stats()).toMatchObject(stats)
    expect(watched.cache.nearMisses()).toEqual(without.cache.nearMisses())
    expect(watched.cache.nearMisses().length).toBeGreaterThan(0)
  })

  test('looks deeper than the cache only while it runs', async () => {
    const world = await experimentWorld()
    expect(world.experiment.observedFloor).toBeNull()
    world.experiment.start(shadow)
    expect(world.experiment.observedFloor).toBe(0.7)
    world.experiment.end()
    expect(world.experiment.observedFloor).toBeNull()
    world.experiment.start(guardedLive)
    expect(world.experiment.observedFloor).toBeNull()
  })

  test('counts no look-up that thresholds do not decide, and none of the background', async () => {
    const world = await experimentWorld()
    world.experiment.start(shadow)
    await world.ask('???')
    await world.ask(FIRST, { background: true })
    world.cache.change({ enabled: false })
    await world.ask(FIRST)
    expect(tally(world)).toEqual([
      [0, 0],
      [0, 0],
      [0, 0],
      [0, 0],
    ])
  })
})

describe('a live experiment', () => {
  const live: ExperimentPlan = {
    arms: [
      { threshold: 0.99, isGuarded: true },
      { threshold: 0.7, isGuarded: true },
    ],
    mode: 'live',
    sampleShare: 0,
  }
  const inArm = (arm: number) => {
    for (let n = 0; ; n++) {
      const question = `Is door ${n} of the hut open?`
      if (armOf(exactKey(question) ?? '', 2) === arm) return question
    }
  }

  test('serves each question by its arm, and counts it for that one alone', async () => {
    const world = await experimentWorld()
    await world.ask(FIRST)
    world.experiment.start(live)
    for (const arm of [0, 1]) world.cosines.set(inArm(arm), 0.9)
    expect((await world.ask(inArm(1))).cachedFrom?.question).toBe(FIRST)
    expect((await world.ask(inArm(0))).cached).toBe(false)
    expect(tally(world)).toEqual([
      [1, 0],
      [1, 1],
    ])
    world.experiment.end()
    world.cosines.set('Does the hut have doors?', 0.5)
    expect((await world.ask('Does the hut have doors?')).cached).toBe(false)
  })
})

describe('an experiment that is kept', () => {
  test('goes on after a restart with its plan and counts, and stays ended once it is', async () => {
    const world = await experimentWorld()
    world.experiment.start(shadow)
    await askAll(world)
    const before = world.experiment.view()
    await world.restart()
    expect(world.experiment.view()).toEqual(before)
    await world.ask(FIRST)
    expect(tally(world)[0]).toEqual([6, 3])
    world.experiment.end()
    await world.restart()
    expect(world.experiment.view()).toMatchObject({ state: 'ended', waiting: 0, plan: shadow })
    await world.ask(FIRST)
    expect(tally(world)[0]).toEqual([6, 3])
  })

  test('ends at once where nothing can be written, and is written as ended as soon as it can be', async () => {
    const world = await experimentWorld()
    const kept = () => new ExperimentStore(world.database).last()?.endedAt ?? null
    world.experiment.start(guardedLive)
    world.database.exec('ALTER TABLE cache_comparison RENAME TO away')
    world.experiment.end()
    expect(world.experiment.view()).toMatchObject({ state: 'ended' })
    const base = { threshold: 0.5 }
    expect(world.experiment.policyFor(() => base)(FIRST, {} as Partition)).toBe(base)
    world.database.exec('ALTER TABLE away RENAME TO cache_comparison')
    expect(kept()).toBeNull()
    world.clock.advance(10_000)
    expect(kept()).toBe(world.experiment.view().endedAt)
  })

  test('is none where it cannot be read', async () => {
    const world = await experimentWorld()
    world.experiment.start(shadow)
    world.database.exec('ALTER TABLE cache_experiment RENAME TO away')
    await world.restart()
    expect(world.experiment.view().state).toBe('none')
  })

  test('is one alone: another one that is started takes its place', async () => {
    const world = await experimentWorld()
    world.experiment.start(shadow)
    await world.ask(FIRST)
    world.experiment.start(guardedLive)
    expect(world.experiment.view()).toMatchObject({ state: 'running', plan: { mode: 'live' } })
    expect(tally(world)[0]).toEqual([0, 0])
    const rows = world.database.prepare<{ n: number }>('SELECT count(*) AS n FROM cache_experiment').get()
    expect(rows?.n).toBe(1)
  })

  test('has no end before its beginning, however the clock jumps', async () => {
    const world = await experimentWorld()
    world.experiment.start(shadow)
    world.clock.wallShift = -86_400_000
    await world.ask(FIRST)
    world.experiment.end()
    const { startedAt, endedAt } = world.experiment.view()
    expect(endedAt).toBe(startedAt)
    expect(tally(world)[0]).toEqual([1, 0])
  })

  test('is none where the row is damaged, and another can be begun', async () => {
    const world = await experimentWorld()
    world.experiment.start(shadow)
    world.database.exec(`UPDATE cache_experiment SET plan = '{"arms":1}'`)
    await world.restart()
    expect(world.experiment.view()).toMatchObject({ state: 'none', plan: null, verdict: null })
    world.experiment.start(shadow)
    expect(world.experiment.view().state).toBe('running')
  })

  test('counts on where nothing can be written, and serves all the same', async () => {
    const world = await experimentWorld()
    world.experiment.start(shadow)
    world.database.exec('ALTER TABLE cache_experiment_arm RENAME TO away')
    await world.ask(FIRST)
    world.database.exec('ALTER TABLE away RENAME TO cache_experiment_arm')
    await world.ask(FIRST)
    await world.restart()
    expect(tally(world)[0]).toEqual([2, 1])
  })

  test('is written a second later, and tried again ten seconds after a write that failed', async () => {
    const world = await experimentWorld()
    const kept = () => new ExperimentStore(world.database).last()?.counts[0]?.lookups
    world.experiment.start(shadow)
    await world.ask(FIRST)
    expect(kept()).toBe(0)
    world.clock.advance(1_000)
    expect(kept()).toBe(1)
    await world.ask(FIRST)
    world.database.exec('ALTER TABLE cache_experiment_arm RENAME TO away')
    world.clock.advance(1_000)
    world.database.exec('ALTER TABLE away RENAME TO cache_experiment_arm')
    world.clock.advance(9_000)
    expect(kept()).toBe(1)
    world.clock.advance(1_000)
    expect(kept()).toBe(2)
  })

  test.each([
    ['two arms that are the same', [true, true], 'Each arm must differ from the others.'],
    [
      'a first arm without the guard',
      [false, true],
      'The first arm is what the others are compared with: it must have the guard.',
    ],
  ])('refuses %s', async (_what, guarded, message) => {
    const world = await experimentWorld()
    const arms = guarded.map((isGuarded) => ({ threshold: 0.9, isGuarded }))
    expect(() => world.experiment.start({ ...shadow, arms })).toThrow(
      new AppError('INVALID_INPUT', { message }),
    )
    expect(world.experiment.view().state).toBe('none')
  })
})

test('an arm without the guard never serves: it is refused live', async () => {
  const world = await experimentWorld()
  expect(() => world.experiment.start({ ...shadow, mode: 'live' })).toThrow(/every arm must have the guard/)
  expect(world.experiment.view().state).toBe('none')
})

describe('an arm that is adopted', () => {
  test('is the threshold from then on, also after a restart, and ends the experiment', async () => {
    const world = await experimentWorld()
    world.settings.set({ cacheThresholdBy: 'precision' })
    world.experiment.start(shadow)
    world.experiment.adopt(1)
    const adopted = { cacheThreshold: 0.7, cacheThresholdBy: 'cosine' }
    expect(world.settings.values).toMatchObject(adopted)
    expect(world.experiment.view().state).toBe('ended')
    await world.restart()
    expect(world.settings.values).toMatchObject(adopted)
    await world.ask(FIRST)
    world.cosines.set('What about the hut?', 0.75)
    expect((await world.ask('What about the hut?')).cachedFrom?.kind).toBe('semantic')
  })

  test('may be one of an experiment that has ended', async () => {
    const world = await experimentWorld()
    world.experiment.start(shadow)
    world.experiment.end()
    world.experiment.adopt(2)
    expect(world.settings.values.cacheThreshold).toBe(0.99)
  })

  const refusal = (world: World, arm: number) => {
    try {
      world.experiment.adopt(arm)
      return null
    } catch (error) {
      return error instanceof AppError ? error.code : error
    }
  }

  test('is never one without the guard', async () => {
    const world = await experimentWorld()
    world.experiment.start(shadow)
    const before = world.settings.values
    expect(refusal(world, 3)).toBe('INVALID_INPUT')
    expect(world.settings.values).toEqual(before)
    expect(world.experiment.view().state).toBe('running')
  })

  test('is refused where there is none, and where the environment says otherwise', async () => {
    const world = await experimentWorld({ SEMANTIC_CACHE_THRESHOLD: '0.95' })
    expect(refusal(world, 0)).toBe('NOT_FOUND')
    world.experiment.start(shadow)
    expect(refusal(world, 4)).toBe('NOT_FOUND')
    expect(refusal(world, 1)).toBe('CONFLICT')
    expect(world.experiment.view().state).toBe('running')
  })
})
