import { describe, expect, test } from 'vitest'
import { AppError } from '../../../../src-main/base/app-error.ts'
import { armOf } from '../../../../src-main/cache/experiment/arm.ts'
import { exactKey } from '../../../../src-main/cache/index.ts'
import type { ExperimentPlan } from '../../../../src-shared/schemas/cache-experiment.ts'
import { askAll, FIRST, guardedLive, shadow, tally, type World } from './experiment-plans.ts'
import { experimentWorld } from './experiment-world.ts'

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
