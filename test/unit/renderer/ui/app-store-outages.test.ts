import { beforeEach, describe, expect, test } from 'vitest'
import { createBridge } from '../../../../src-renderer/bridge.ts'
import { type AppStore, createAppStore } from '../../../../src-renderer/ui/app-store.ts'
import type { Outage } from '../../../../src-renderer/ui/outages.ts'
import type { ModelSelection } from '../../../../src-shared/schemas/models.ts'
import type { BreakerSnapshot } from '../../../../src-shared/schemas/resilience.ts'
import { FakeBridge, FakeFailure } from '../../../fakes/fake-bridge.ts'
import { fakeSnapshot, healthyChecks, ollamaSelection } from '../../../fakes/fake-bridge-machine.ts'
import { fakeBreaker, fakeOpenBreaker, fakePool } from '../../../fakes/fake-bridge-resilience.ts'
import { deferred, settled } from '../chat/fixtures.ts'

const NOW = 1_000_000
let fake: FakeBridge
let store: AppStore
let now: number

beforeEach(async () => {
  now = NOW
  fake = new FakeBridge({
    'models.selection': () => ollamaSelection,
    'chat.line': () => ({ waiting: [], retryAt: null, unkept: [] }),
  })
  store = createAppStore(createBridge(fake.port), { now: () => now })
  store.getState().connect()
  await settled()
})

/** What main tells each second. */
function tell(...breakers: readonly BreakerSnapshot[]): void {
  const snapshot = fakeSnapshot(0, healthyChecks)
  fake.emit('diagnostics.snapshot', { ...snapshot, resilience: { breakers, pool: fakePool } })
}
const outages = () => store.getState().outages
const first = () => outages()[0] as Outage
const kinds = () => outages().map(({ part, kind }) => `${part} ${kind}`)
const BACK = 'The chat model is back.'
const fallen: ModelSelection = {
  ...ollamaSelection,
  ...{ choice: 'engine', chat: null, nextLookAt: NOW + 10_000 },
  engine: { state: 'failed', error: 'its process ended (SIGKILL)' },
}

test('what main tells anew without news moves nothing', () => {
  tell(fakeOpenBreaker('ollama_client', 20_000))
  const before = outages()
  now += 1_000
  tell(fakeOpenBreaker('ollama_client', 19_003))
  expect(outages()).toBe(before)
})

test('a part that is there again is said to be back', () => {
  tell(fakeOpenBreaker('ollama_client'))
  tell(fakeBreaker('ollama_client'))
  expect(store.getState()).toMatchObject({ outages: [], tried: { words: 'The chat model is back.' } })
  store.getState().forgetTried()
  expect(store.getState().tried).toBeNull()
})

test('when each part was last seen to come back is remembered', () => {
  expect(store.getState().backAt).toEqual({})
  tell(fakeOpenBreaker('ollama_client'), fakeOpenBreaker('chroma'))
  expect(store.getState().backAt).toEqual({})
  now += 1_000
  tell(fakeBreaker('ollama_client'), fakeBreaker('chroma'))
  expect(store.getState().backAt).toEqual({ chat_model: NOW + 1_000, vector_store: NOW + 1_000 })
  now += 1_000
  tell(fakeBreaker('ollama_client'), fakeOpenBreaker('chroma'))
  now += 1_000
  tell(fakeBreaker('ollama_client'), fakeBreaker('chroma'))
  expect(store.getState().backAt).toEqual({ chat_model: NOW + 1_000, vector_store: NOW + 3_000 })
})

test('a part that is out again is no longer said to be back', () => {
  tell(fakeOpenBreaker('ollama_client'))
  tell(fakeBreaker('ollama_client'))
  tell(fakeOpenBreaker('ollama_client'))
  expect(store.getState()).toMatchObject({ outages: [{ part: 'chat_model' }], tried: null })
})

test('an engine that crashed is out while it is started anew, and said to be back once its model answers', () => {
  const chosen = { ...ollamaSelection, choice: 'engine' } as const
  const without = (state: ModelSelection['engine']['state']): ModelSelection => ({
    ...fallen,
    engine: { state, error: state === 'failed' ? 'its process ended (SIGKILL)' : null },
  })
  for (let crash = 0; crash < 2; crash++) {
    fake.emit('models.selection', without('failed'))
    expect(kinds()).toEqual(['chat_model restarting'])
    now += 1_500
    fake.emit('models.selection', without('starting'))
    expect(kinds()).toEqual(['chat_model restarting'])
  }
  // It listens, and main looks at once what it has: nothing is there yet.
  fake.emit('models.selection', without('ready'))
  expect(kinds()).toEqual(['chat_model restarting'])
  expect(store.getState()).toMatchObject({ noticed: outages(), tried: null })
  fake.emit('models.selection', chosen)
  expect(store.getState()).toMatchObject({ outages: [], noticed: [], tried: { words: BACK } })
})

test('an engine that came up without the model is waited for no longer', () => {
  fake.emit('models.selection', fallen)
  fake.emit('models.selection', { ...fallen, engine: { state: 'ready', error: null } })
  expect(kinds()).toEqual(['chat_model restarting'])
  const looked = { ...fallen, engine: { state: 'ready', error: null }, nextLookAt: NOW + 20_000 } as const
  fake.emit('models.selection', looked)
  expect(kinds()).toEqual([])
})

describe('an engine that fell', () => {
  test('is not spoken of where it is there again within two seconds, and nobody asked', () => {
    fake.emit('models.selection', fallen)
    now += 1_000
    tell()
    expect(store.getState()).toMatchObject({ outages: [{ part: 'chat_model' }], noticed: [] })
    fake.emit('models.selection', ollamaSelection)
    expect(store.getState()).toMatchObject({ outages: [], noticed: [], tried: null })
    expect(store.getState().backAt).toEqual({ chat_model: NOW + 1_000 })
  })

  test('is spoken of after two seconds', () => {
    fake.emit('models.selection', fallen)
    now += 2_000
    tell()
    expect(store.getState().noticed).toEqual(outages())
  })

  test('is spoken of at once while an answer runs, and on after that', () => {
    store.getState().setAsked(true)
    fake.emit('models.selection', fallen)
    expect(store.getState().noticed).toEqual(outages())
    store.getState().setAsked(false)
    now += 1_900
    tell()
    expect(store.getState().noticed).toEqual(outages())
    fake.emit('models.selection', ollamaSelection)
    expect(store.getState().tried?.words).toBe(BACK)
  })

  test('is spoken of at once where it has just ended an answer', () => {
    store.getState().setAsked(true)
    store.getState().setAsked(false)
    now += 500
    fake.emit('models.selection', fallen)
    expect(store.getState().noticed).toEqual(outages())
  })
})

describe('what comes back', () => {
  const gone = { ...fallen, embedder: null }

  test('together is told together', () => {
    store.getState().setAsked(true)
    fake.emit('models.selection', gone)
    fake.emit('models.selection', ollamaSelection)
    expect(store.getState().tried?.words).toBe('The chat model and the embedding model are back.')
  })

  test('one after the other as well; what is out again is taken from it', () => {
    tell(fakeOpenBreaker('ollama_client'), fakeOpenBreaker('engine_embed'))
    tell(fakeBreaker('ollama_client'), fakeOpenBreaker('engine_embed'))
    expect(store.getState().tried?.words).toBe(BACK)
    tell(fakeBreaker('ollama_client'), fakeBreaker('engine_embed'))
    expect(store.getState().tried?.words).toBe('The chat model and the embedding model are back.')
    tell(fakeBreaker('ollama_client'), fakeOpenBreaker('engine_embed'))
    expect(store.getState().tried?.words).toBe(BACK)
  })
})

test('to wait for the model is chosen for one outage, and not for the next', () => {
  tell(fakeOpenBreaker('ollama_client'))
  store.getState().setWaits(true)
  tell(fakeBreaker('ollama_client', { state: 'half_open' }))
  expect(store.getState().waits).toBe(true)
  tell(fakeBreaker('ollama_client'))
  expect(store.getState().waits).toBe(false)
  tell(fakeOpenBreaker('ollama_client'))
  expect(store.getState().waits).toBe(false)
})

describe('a try by hand', () => {
  test('sends one probe, shows that it does, and what came of it', async () => {
    const probe = deferred<BreakerSnapshot>()
    fake.handlers['diagnostics.tryNow'] = () => probe.promise
    const before = fakeOpenBreaker('ollama_client')
    tell(before)
    const trying = store.getState().tryNow(first())
    expect(store.getState().trying).toBe('chat_model')
    // A second press sends no second probe.
    await store.getState().tryNow(first())
    probe.resolve({ ...before, failures: before.failures + 1, probeInMs: 30_000 })
    await trying
    expect(fake.inputsOf('diagnostics.tryNow')).toEqual([{ name: 'ollama_client' }])
    expect(store.getState()).toMatchObject({
      trying: null,
      tried: { tone: 'warn' },
      outages: [{ nextTryAt: NOW + 30_000 }],
    })
  })

  test('that main refuses says why', async () => {
    fake.handlers['diagnostics.tryNow'] = () => {
      throw new FakeFailure('CONFLICT', 'It was stopped by hand.')
    }
    tell(fakeOpenBreaker('ollama_client'))
    await store.getState().tryNow(first())
    expect(store.getState()).toMatchObject({ trying: null, tried: { words: 'It was stopped by hand.' } })
  })

  test('looks for a model again where none is there to be asked', async () => {
    const gone: ModelSelection = {
      ...ollamaSelection,
      ...{ choice: 'ollama', chat: null, nextLookAt: NOW + 9_000 },
      ollama: { ...ollamaSelection.ollama, reachable: false },
    }
    fake.emit('models.selection', gone)
    fake.handlers['models.refresh'] = () => ({ ...gone, nextLookAt: NOW + 10_000 })
    await store.getState().tryNow(first())
    expect(store.getState().tried?.words).toBe('Tried just now: nothing from the chat model yet.')
    expect(first().nextTryAt).toBe(NOW + 10_000)
    fake.handlers['models.refresh'] = () => ollamaSelection
    await store.getState().tryNow(first())
    expect(store.getState()).toMatchObject({ outages: [], tried: { words: 'The chat model is back.' } })
  })

  test('writes what the disk had no room for', async () => {
    const unkept = [{ messageId: 'a', code: 'DISK_FULL', nextTryAt: NOW + 8_000 }]
    fake.emit('chat.line', { waiting: [], retryAt: null, unkept })
    fake.handlers['chat.keepNow'] = () => ({ waiting: [], retryAt: null, unkept })
    fake.handlers['diagnostics.snapshot'] = () => fakeSnapshot(0, healthyChecks)
    fake.handlers['library.status'] = () => ({
      ...{ paused: false, waitingFor: null, total: 0, done: 0, failed: 0, active: [] },
      ...{ chunksPerSecond: null, remainingSeconds: null, rebuild: null },
    })
    await store.getState().tryNow(first())
    expect(store.getState().tried?.words).toBe('Tried just now: there is no room yet.')
    fake.handlers['chat.keepNow'] = () => ({ waiting: [], retryAt: null, unkept: [] })
    await store.getState().tryNow(first())
    expect(store.getState()).toMatchObject({ outages: [], tried: { words: 'Everything is kept now.' } })
  })
})
