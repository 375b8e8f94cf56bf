import { expect, test } from 'vitest'
import type { CacheStats } from '../../../../../src-shared/schemas/cache.ts'
import { FakeFailure } from '../../../../fakes/fake-bridge.ts'
import { fakeCalibration, fakeWarming, runningWarming } from '../../../../fakes/fake-bridge-cache.ts'
import { fakeCacheStats } from '../../../../fakes/fake-cache.ts'
import { cacheStore, settled } from './store-set-up.ts'

test('reads what is shown when it connects, and listens until it is told to stop', async () => {
  const { bridge, state } = cacheStore({ entries: 3 })
  const stop = state().connect()
  await settled()
  expect(state().stats.value?.size).toBe(3)
  expect(state().warming.value).toEqual(fakeWarming)
  bridge.emit('cache.warming', runningWarming)
  expect(state().warming.value).toEqual(runningWarming)
  stop()
  bridge.emit('cache.warming', fakeWarming)
  expect(state().warming.value).toEqual(runningWarming)
  expect(bridge.listeners).toBe(0)
})

test('what cannot be read says so, keeps what it knew, and the rest is there', async () => {
  const { bridge, state } = cacheStore({ entries: 3 })
  state().connect()
  await settled()
  bridge.handlers['cache.calibration'] = () => {
    throw new FakeFailure('DATABASE_BUSY', 'The database is busy.')
  }
  await state().read('calibration')
  expect(state().calibration).toEqual({
    value: fakeCalibration,
    failure: { code: 'DATABASE_BUSY', message: 'The database is busy.' },
  })
  expect(state().stats.failure).toBeNull()
  bridge.handlers['cache.calibration'] = () => fakeCalibration
  await state().read('calibration')
  expect(state().calibration.failure).toBeNull()
})

test('an answer that comes after a newer event is dropped', async () => {
  const { bridge, state } = cacheStore({ entries: 0 })
  let answer = (_: typeof fakeWarming) => {}
  bridge.handlers['cache.warming'] = () =>
    new Promise((resolve) => {
      answer = resolve
    })
  state().connect()
  await settled()
  bridge.emit('cache.warming', runningWarming)
  answer(fakeWarming)
  await settled()
  expect(state().warming.value).toEqual(runningWarming)
})

test('a change reads the figures, and of the lists the one that is looked at', async () => {
  const { bridge, state } = cacheStore({ entries: 3 })
  state().connect()
  await settled()
  const asked = () => bridge.calls.map(({ route }) => route)
  bridge.calls.length = 0
  state().show('nearMisses')
  await settled()
  expect(asked()).toEqual(['cache.nearMisses'])
  bridge.calls.length = 0
  bridge.handlers['cache.stats'] = (): CacheStats => fakeCacheStats({ size: 4 })
  bridge.emit('cache.changed', {})
  await settled()
  expect(asked()).toEqual(['cache.stats', 'cache.nearMisses'])
  expect(state().stats.value?.size).toBe(4)
})

test('patterns are read for who looks at them, and not with each change', async () => {
  const { bridge, state } = cacheStore({ entries: 3 })
  state().connect()
  state().show('questions')
  await settled()
  bridge.emit('cache.changed', {})
  await settled()
  expect(bridge.inputsOf('cache.patterns')).toHaveLength(1)
  expect(state().patterns.value?.asked).toBeGreaterThan(0)
})

test('a clear empties the list and closes the entry that is open', async () => {
  const { state } = cacheStore({ entries: 30 })
  state().show('entries')
  await state().open({ id: 1, question: 'q' })
  expect(state().opened.kind).toBe('open')
  expect(await state().clear()).toBe(30)
  expect([state().opened.kind, state().page?.total, state().stats.value?.size]).toEqual(['closed', 0, 0])
})

test('a dialog that was closed changes nothing; a refusal reaches who asked', async () => {
  const { bridge, state } = cacheStore({ entries: 0, warming: runningWarming })
  await state().read('warming')
  await state().warmFromFile(null)
  expect(state().warming.value).toEqual(runningWarming)
  bridge.handlers['cache.warm'] = () => {
    throw new FakeFailure('CONFLICT', 'Questions are being answered ahead already.')
  }
  await expect(state().warm({ from: 'most_asked' })).rejects.toMatchObject({ code: 'CONFLICT' })
})

test('an entry that went meanwhile is said to be gone', async () => {
  const { state } = cacheStore({ entries: 1 })
  await state().open({ id: 77, question: 'Who?' })
  expect(state().opened).toEqual({ kind: 'gone', question: 'Who?' })
})

test('of two entries opened after each other the second is shown, whichever answer comes first', async () => {
  const { bridge, state } = cacheStore({ entries: 3 })
  const real = bridge.handlers['cache.entry']
  const late: (() => void)[] = []
  bridge.handlers['cache.entry'] = async (input, files) => {
    if (input.id === 1) await new Promise<void>((resolve) => late.push(resolve))
    return (await real?.(input, files)) ?? null
  }
  const first = state().open({ id: 1, question: 'first' })
  await state().open({ id: 2, question: 'second' })
  for (const answer of late) answer()
  await first
  expect(state().opened).toMatchObject({ kind: 'open', question: 'second' })
})
