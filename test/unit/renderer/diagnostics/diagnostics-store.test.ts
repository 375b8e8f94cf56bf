import { expect, test } from 'vitest'
import { createBridge } from '../../../../src-renderer/bridge.ts'
import { createDiagnosticsStore, LOG_LENGTH } from '../../../../src-renderer/diagnostics/diagnostics-store.ts'
import { HISTORY_LENGTH } from '../../../../src-renderer/diagnostics/history.ts'
import type { DiagnosticsSnapshot, LogLine } from '../../../../src-shared/schemas/diagnostics.ts'
import { FakeBridge, FakeFailure } from '../../../fakes/fake-bridge.ts'
import { fakeLog, fakeSnapshot, healthyChecks } from '../../../fakes/fake-bridge-machine.ts'

/** Lets every promise that is due settle. */
const settled = () => new Promise((resolve) => setImmediate(resolve))

const snapshotAt = (second: number, memory: number | null = 100): DiagnosticsSnapshot => ({
  ...fakeSnapshot(second, healthyChecks),
  processes: [
    { name: 'main', pid: 1, memory },
    { name: 'engine', pid: 2, memory: 50 },
  ],
})
const first = Date.parse(snapshotAt(0).timestamp)
const line = (message: string): LogLine => ({ time: 't', level: 'info', scope: 's', message, data: null })
const bridgeWith = (log: readonly LogLine[] = []) =>
  new FakeBridge({
    'diagnostics.snapshot': () => snapshotAt(0),
    'diagnostics.log': () => log,
    'diagnostics.breakerHistory': () => [],
  })

test('keeps the last five minutes and no more', async () => {
  const bridge = bridgeWith()
  const store = createDiagnosticsStore(createBridge(bridge.port), () => 42)
  store.getState().connect()
  await settled()
  for (let second = 1; second <= HISTORY_LENGTH + 10; second += 1) {
    bridge.emit('diagnostics.snapshot', snapshotAt(second))
  }
  const { history, receivedAt } = store.getState()
  expect(history).toHaveLength(HISTORY_LENGTH)
  expect(history.at(-1)?.at).toBe(first + (HISTORY_LENGTH + 10) * 1_000)
  expect(receivedAt).toBe(42)
})

test('the same picture twice is one sample; a process that tells no memory counts as none', async () => {
  const bridge = bridgeWith()
  const store = createDiagnosticsStore(createBridge(bridge.port))
  store.getState().connect()
  await settled()
  bridge.emit('diagnostics.snapshot', snapshotAt(0, null))
  expect(store.getState().history.map(({ memory }) => memory)).toEqual([50])
})

test('lines that come while the first are on their way are shown once and in order', async () => {
  let answer = (_: readonly LogLine[]) => {}
  const bridge = bridgeWith()
  Object.assign(bridge.handlers, {
    'diagnostics.log': () =>
      new Promise((resolve) => {
        answer = resolve
      }),
  })
  const store = createDiagnosticsStore(createBridge(bridge.port))
  store.getState().connect()
  bridge.emit('diagnostics.log', [line('b')])
  bridge.emit('diagnostics.log', [line('c')])
  answer([line('a'), line('b')])
  await settled()
  bridge.emit('diagnostics.log', [line('b'), line('d')])
  expect(store.getState().log.map(({ message }) => message)).toEqual(['a', 'b', 'c', 'd'])
})

test('a paused log holds new lines back and loses none', async () => {
  const bridge = bridgeWith([line('a')])
  const store = createDiagnosticsStore(createBridge(bridge.port))
  store.getState().connect()
  await settled()
  store.getState().followLog(false)
  bridge.emit('diagnostics.log', [line('b')])
  expect(store.getState().log.map(({ message }) => message)).toEqual(['a'])
  expect(store.getState().held).toHaveLength(1)
  store.getState().followLog(true)
  expect(store.getState().log.map(({ message }) => message)).toEqual(['a', 'b'])
})

test('the log has a limit, and numbers stay with their lines', async () => {
  const bridge = bridgeWith()
  const store = createDiagnosticsStore(createBridge(bridge.port))
  store.getState().connect()
  await settled()
  for (let batch = 0; batch < 3; batch += 1) bridge.emit('diagnostics.log', fakeLog(1_000))
  expect(store.getState().log).toHaveLength(LOG_LENGTH)
  expect(store.getState().log[0]?.number).toBe(1_001)
})

test('a first look that fails is said, and forgotten at the first picture that comes', async () => {
  const bridge = bridgeWith()
  Object.assign(bridge.handlers, {
    'diagnostics.snapshot': () => {
      throw new FakeFailure('INTERNAL', 'no')
    },
  })
  const store = createDiagnosticsStore(createBridge(bridge.port))
  store.getState().connect()
  await settled()
  expect(store.getState().failure?.code).toBe('INTERNAL')
  bridge.emit('diagnostics.snapshot', snapshotAt(1))
  expect(store.getState().failure).toBeNull()
})

test('stops listening', async () => {
  const bridge = bridgeWith()
  const store = createDiagnosticsStore(createBridge(bridge.port))
  store.getState().connect()()
  await settled()
  bridge.emit('diagnostics.snapshot', snapshotAt(9))
  expect(store.getState().snapshot).toEqual(snapshotAt(0))
})
