import { describe, expect, test } from 'vitest'
import { AppError } from '../../../../src-main/base/app-error.ts'
import { ExperimentStore, type Partition } from '../../../../src-main/cache/index.ts'
import { askAll, FIRST, guardedLive, shadow, tally } from './experiment-plans.ts'
import { experimentWorld } from './experiment-world.ts'

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
