import { expect, test } from 'vitest'
import { createBridge } from '../../../../src-renderer/bridge.ts'
import {
  createSettingsStore,
  pullKey,
  shownValues,
} from '../../../../src-renderer/settings/settings-store.ts'
import { defaultSettings, type Settings, type SettingsView } from '../../../../src-shared/schemas/settings.ts'
import { FakeBridge, FakeFailure } from '../../../fakes/fake-bridge.ts'
import {
  fakeMachineHandlers,
  fakeSettingsView,
  healthyChecks,
  installedModels,
  ollamaSelection,
} from '../../../fakes/fake-bridge-machine.ts'

/** Lets every promise that is due settle. */
const settled = () => new Promise((resolve) => setImmediate(resolve))

const viewOf = fakeSettingsView
const bridgeWithAnswers = () =>
  new FakeBridge({
    ...fakeMachineHandlers({ checks: healthyChecks, selection: ollamaSelection }),
    'models.installed': () => [],
    'models.pull': () => {
      throw new FakeFailure('MODEL_UNAVAILABLE', 'No server answers.')
    },
  })

async function connected(bridge: FakeBridge) {
  const store = createSettingsStore(createBridge(bridge.port))
  store.getState().connect()
  await settled()
  return store
}

/** Lets the test say when main answers. */
function answeredLater() {
  const waiting: ((view: SettingsView) => void)[] = []
  const answer = () => new Promise<SettingsView>((resolve) => waiting.push(resolve))
  return { answer, waiting }
}

test('a change is shown at once, before main has answered', async () => {
  const bridge = bridgeWithAnswers()
  const store = await connected(bridge)
  const later = answeredLater()
  Object.assign(bridge.handlers, { 'settings.set': later.answer })
  const changing = store.getState().change({ k: 9 })
  expect(shownValues(store.getState())?.k).toBe(9)
  expect(store.getState().view?.values.k).toBe(defaultSettings.k)
  await settled()
  later.waiting[0]?.(viewOf({ k: 9 }))
  await changing
  expect(store.getState().pending).toEqual([])
  expect(shownValues(store.getState())?.k).toBe(9)
})

test('what main refuses is taken back and told, and the next change clears it', async () => {
  const bridge = bridgeWithAnswers()
  const store = await connected(bridge)
  Object.assign(bridge.handlers, {
    'settings.set': () => {
      throw new FakeFailure('DISK_FULL', 'The disk is full.')
    },
  })
  await store.getState().change({ temperature: 1 })
  expect(shownValues(store.getState())?.temperature).toBe(defaultSettings.temperature)
  expect(store.getState().refused).toMatchObject({ keys: ['temperature'], failure: { code: 'DISK_FULL' } })
  Object.assign(bridge.handlers, { 'settings.set': (change: Partial<Settings>) => viewOf(change) })
  await store.getState().change({ temperature: 0.5 })
  expect(store.getState().refused).toBeNull()
})

test('a change refused does not take back a later one of the same setting', async () => {
  const bridge = bridgeWithAnswers()
  const store = await connected(bridge)
  Object.assign(bridge.handlers, {
    'settings.set': ({ k }: Partial<Settings>) => {
      if (k === 3) throw new FakeFailure('DATABASE_BUSY', 'busy')
      return viewOf({ k: k ?? 0 })
    },
  })
  const first = store.getState().change({ k: 3 })
  const second = store.getState().change({ k: 4 })
  await Promise.all([first, second])
  expect(shownValues(store.getState())?.k).toBe(4)
})

test('changes reach main one after the other, in the order they were made', async () => {
  const bridge = bridgeWithAnswers()
  const store = await connected(bridge)
  const later = answeredLater()
  Object.assign(bridge.handlers, { 'settings.set': later.answer })
  void store.getState().change({ theme: 'dark' })
  const second = store.getState().change({ theme: 'light' })
  await settled()
  expect(bridge.inputsOf('settings.set')).toEqual([{ theme: 'dark' }])
  later.waiting[0]?.(viewOf({ theme: 'dark' }))
  await settled()
  expect(shownValues(store.getState())?.theme).toBe('light')
  later.waiting[1]?.(viewOf({ theme: 'light' }))
  await second
  expect(bridge.inputsOf('settings.set')).toEqual([{ theme: 'dark' }, { theme: 'light' }])
})

test('a finished pull shows the model among the installed ones', async () => {
  const bridge = bridgeWithAnswers()
  const store = await connected(bridge)
  Object.assign(bridge.handlers, { 'models.installed': () => installedModels })
  const progress = { model: 'qwen3:4b', backend: 'ollama', completed: 1, total: 1, error: null } as const
  bridge.emit('models.pull', { ...progress, state: 'done', status: 'success' })
  await settled()
  expect(store.getState().installed).toEqual(installedModels)
})

test('a pull that cannot start is shown as failed, with the reason', async () => {
  const store = await connected(bridgeWithAnswers())
  await store.getState().pull('qwen3:4b', 'ollama')
  const pull = store.getState().pulls.get(pullKey({ model: 'qwen3:4b', backend: 'ollama' }))
  expect(pull).toMatchObject({ state: 'failed', error: { code: 'MODEL_UNAVAILABLE' } })
})

test('one list that cannot be read does not hide the settings', async () => {
  const bridge = bridgeWithAnswers()
  Object.assign(bridge.handlers, {
    'models.installed': () => {
      throw new FakeFailure('MODEL_UNAVAILABLE', 'No model answers right now.')
    },
  })
  const store = await connected(bridge)
  expect(store.getState().view).not.toBeNull()
  expect(store.getState().modelsFailure?.code).toBe('MODEL_UNAVAILABLE')
})

test('what is measured of the embedder is read, and follows what main tells', async () => {
  const bridge = bridgeWithAnswers()
  const inForce = { threshold: 0.92, by: 'fallback' } as const
  const waiting = { state: 'waiting', progress: null, curve: null, inForce, wantedPrecision: 0.99 } as const
  Object.assign(bridge.handlers, { 'cache.calibration': () => waiting })
  const store = await connected(bridge)
  expect(store.getState().calibration).toEqual(waiting)
  bridge.emit('cache.calibration', { ...waiting, state: 'measuring', progress: 0.5 })
  expect(store.getState().calibration?.progress).toBe(0.5)
})

test('the settings are there where nothing is told of the embedder', async () => {
  const store = await connected(bridgeWithAnswers())
  expect(store.getState()).toMatchObject({ calibration: null, failure: null })
  expect(store.getState().view).not.toBeNull()
})
