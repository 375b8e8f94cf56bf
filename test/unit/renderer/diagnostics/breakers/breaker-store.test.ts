import { expect, test } from 'vitest'
import { createBridge } from '../../../../../src-renderer/bridge.ts'
import { createDiagnosticsStore } from '../../../../../src-renderer/diagnostics/diagnostics-store.ts'
import type { BreakerSnapshot, BreakerTransition } from '../../../../../src-shared/schemas/resilience.ts'
import { FakeBridge, FakeFailure, type FakeHandlers } from '../../../../fakes/fake-bridge.ts'
import { fakeSnapshot, healthyChecks } from '../../../../fakes/fake-bridge-machine.ts'
import {
  fakeBreaker,
  fakeBreakerHistory,
  fakeOpenBreaker,
  fakeResilience,
  fakeResilienceHandlers,
} from '../../../../fakes/fake-bridge-resilience.ts'

const settled = () => new Promise((resolve) => setImmediate(resolve))

const snapshotWith = (...breakers: readonly BreakerSnapshot[]) => ({
  ...fakeSnapshot(0, healthyChecks),
  resilience: fakeResilience(...breakers),
})

async function connected(handlers: FakeHandlers = {}) {
  const bridge = new FakeBridge({
    'diagnostics.snapshot': () => snapshotWith(),
    'diagnostics.log': () => [],
    ...fakeResilienceHandlers(),
    ...handlers,
  })
  const clock = { now: 1_000 }
  const store = createDiagnosticsStore(createBridge(bridge.port), () => clock.now)
  store.getState().connect()
  await settled()
  return { bridge, store, clock, state: () => store.getState() }
}

const opened: BreakerTransition = {
  breaker: 'engine',
  at: '2026-03-14T10:00:00.000Z',
  from: 'closed',
  to: 'open',
  cause: 'Too many of the last calls failed.',
}

test('the past is there at the start and is no news', async () => {
  const { state } = await connected()
  expect(state().transitions).toEqual(fakeBreakerHistory)
  expect(state().news).toBeNull()
})

test('a change that happens is news, and first in the list', async () => {
  const { bridge, state } = await connected()
  bridge.emit('diagnostics.breakerTransition', opened)
  expect(state().news).toEqual(opened)
  expect(state().transitions).toEqual([opened, ...fakeBreakerHistory])
})

test.each([
  ['and is in it', [opened, ...fakeBreakerHistory]],
  ['and is not in it', fakeBreakerHistory],
])('a change that comes while the past is on its way %s is there once', async (_, past) => {
  let answer = (_: readonly BreakerTransition[]) => {}
  const { bridge, state } = await connected({
    'diagnostics.breakerHistory': () =>
      new Promise((resolve) => {
        answer = resolve
      }),
  })
  bridge.emit('diagnostics.breakerTransition', opened)
  answer(past)
  await settled()
  expect(state().transitions).toEqual([opened, ...fakeBreakerHistory])
})

test('the next try stays at its moment from one picture to the next, and goes when the breaker closes', async () => {
  const { bridge, state, clock } = await connected()
  bridge.emit('diagnostics.snapshot', snapshotWith(fakeOpenBreaker('engine', 30_000)))
  expect(state().nextTries.engine).toBe(31_000)
  clock.now = 2_007
  bridge.emit('diagnostics.snapshot', snapshotWith(fakeOpenBreaker('engine', 29_001)))
  expect(state().nextTries.engine).toBe(31_000)
  bridge.emit('diagnostics.snapshot', snapshotWith(fakeBreaker('engine')))
  expect(state().nextTries.engine).toBeNull()
})

test('a control reaches main, and what came of it is looked at without waiting for the next picture', async () => {
  let isForced = false
  const { bridge, state } = await connected({
    'diagnostics.controlBreaker': () => {
      isForced = true
      return null
    },
    'diagnostics.snapshot': () =>
      isForced ? snapshotWith(fakeBreaker('chroma', { state: 'forced_open' })) : snapshotWith(),
  })
  await state().controlBreaker('chroma', 'force_open')
  expect(bridge.inputsOf('diagnostics.controlBreaker')).toEqual([{ name: 'chroma', action: 'force_open' }])
  expect(state().snapshot?.resilience.breakers.find(({ name }) => name === 'chroma')?.state).toBe(
    'forced_open',
  )
})

test('a control that main refuses rejects with its words', async () => {
  const { state } = await connected({
    'diagnostics.controlBreaker': () => {
      throw new FakeFailure('NOT_FOUND', 'There is no breaker chroma.')
    },
  })
  await expect(state().controlBreaker('chroma', 'reset')).rejects.toThrow('There is no breaker chroma.')
})

test('a try says what it came to, measured against what was shown before', async () => {
  const { bridge, state } = await connected({
    'diagnostics.tryNow': () =>
      fakeBreaker('engine', { state: 'half_open', successes: 142, consecutiveSuccesses: 1 }),
  })
  bridge.emit('diagnostics.snapshot', snapshotWith(fakeOpenBreaker('engine')))
  await state().tryNow('engine')
  expect(state().tries).toMatchObject({ engine: { isTrying: false, tried: { tone: 'good', at: 1_000 } } })
})

test('while one try is under way another of the same breaker is not sent', async () => {
  let answer = () => {}
  const { bridge, state } = await connected({
    'diagnostics.tryNow': ({ name }) =>
      new Promise((resolve) => {
        answer = () => resolve(fakeBreaker(name))
      }),
  })
  const first = state().tryNow('engine')
  await state().tryNow('engine')
  expect(state().tries.engine?.isTrying).toBe(true)
  expect(bridge.inputsOf('diagnostics.tryNow')).toHaveLength(1)
  answer()
  await first
  expect(state().tries.engine?.isTrying).toBe(false)
})

test('a try that main refuses says why, and can be repeated', async () => {
  const { state } = await connected({
    'diagnostics.tryNow': () => {
      throw new FakeFailure('CONFLICT', 'It was opened by hand.')
    },
  })
  await state().tryNow('engine')
  expect(state().tries.engine).toMatchObject({
    isTrying: false,
    tried: { tone: 'bad', words: 'It was opened by hand.' },
  })
})

test('what a try came to is shown until its breaker opens or a person changes it', async () => {
  const { bridge, state } = await connected({ 'diagnostics.tryNow': ({ name }) => fakeBreaker(name) })
  await state().tryNow('engine')
  const change = (from: BreakerTransition['from'], to: BreakerTransition['to']) =>
    bridge.emit('diagnostics.breakerTransition', { ...opened, from, to })
  change('open', 'half_open')
  change('half_open', 'closed')
  expect(state().tries.engine?.tried).not.toBeNull()
  change('closed', 'open')
  expect(state().tries.engine?.tried).toBeNull()
})
