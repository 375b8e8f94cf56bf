import { beforeEach, describe, expect, test } from 'vitest'
import { createBridge } from '../../../../src-renderer/bridge.ts'
import { OutageWatch } from '../../../../src-renderer/ui/outage-watch.ts'
import type { Outage, Surroundings } from '../../../../src-renderer/ui/outages.ts'
import type { CheckState } from '../../../../src-shared/schemas/diagnostics.ts'
import type { BreakerSnapshot } from '../../../../src-shared/schemas/resilience.ts'
import { FakeBridge } from '../../../fakes/fake-bridge.ts'
import { fakeSnapshot, healthyChecks, ollamaSelection } from '../../../fakes/fake-bridge-machine.ts'
import { fakeBreaker, fakeOpenBreaker, fakePool } from '../../../fakes/fake-bridge-resilience.ts'

const line = { waiting: [], retryAt: null, unkept: [] }
let told: Pick<Surroundings, 'selection' | 'ingest' | 'line'>
let fake: FakeBridge
let watch: OutageWatch
let outages: readonly Outage[]

beforeEach(() => {
  told = { selection: ollamaSelection, ingest: null, line }
  fake = new FakeBridge({})
  watch = new OutageWatch(createBridge(fake.port), () => 1_000_000)
  outages = []
})

/** @returns the parts that are said to be back */
function look(change: Partial<typeof told> = {}) {
  told = { ...told, ...change }
  const seen = watch.look(told, outages)
  outages = seen.outages
  return seen.back
}

const machine = (store: CheckState, ...breakers: readonly BreakerSnapshot[]) => ({
  ...fakeSnapshot(
    0,
    healthyChecks.map((check) => (check.name === 'vector_store' ? { ...check, state: store } : check)),
  ),
  resilience: { breakers, pool: fakePool },
})
function tell(store: CheckState, ...breakers: readonly BreakerSnapshot[]) {
  watch.take(machine(store, ...breakers))
  return look()
}
const tryNow = () =>
  watch.tryNow(outages[0] as Outage, (change) => {
    look(change)
    return outages
  })

describe('a vector store that hangs', () => {
  const closed = fakeBreaker('chroma')

  test('is not said to be back by a try that asked nobody', async () => {
    tell('down', closed)
    expect(outages).toMatchObject([{ part: 'vector_store', kind: 'missing' }])
    // Its supervisor knows that it is away, so that the breaker, closed, sees no call.
    fake.handlers['diagnostics.tryNow'] = () => closed
    fake.handlers['diagnostics.snapshot'] = () => machine('down', closed)
    const tried = await tryNow()
    expect(tried).toMatchObject({ tone: 'warn' })
    expect(tried.words).not.toContain('back')
    expect(outages).toMatchObject([{ part: 'vector_store' }])
  })

  test('is not said to be back beside the word that it does not answer, though it answered', async () => {
    tell('down', closed)
    fake.handlers['diagnostics.tryNow'] = () => ({
      ...closed,
      ...{ total: closed.total + 1, successes: closed.successes + 1 },
    })
    fake.handlers['diagnostics.snapshot'] = () => machine('down', closed)
    expect((await tryNow()).words).toBe('The vector store answered.')
    fake.handlers['diagnostics.snapshot'] = () => machine('ok', closed)
    expect((await tryNow()).words).toBe('The vector store is back.')
    expect(outages).toEqual([])
  })

  test('and is killed for it is being started, which is not yet back', () => {
    tell('down', closed)
    expect(tell('starting', closed)).toEqual([])
    expect(outages).toMatchObject([{ part: 'vector_store', kind: 'restarting' }])
    expect(tell('ok', closed)).toEqual(['vector_store'])
  })

  test('that was never there is only starting at first', () => {
    tell('starting', closed)
    expect(outages).toEqual([])
  })
})

describe('a chat model whose server listens again', () => {
  const away = {
    ...ollamaSelection,
    ...{ choice: 'ollama' as const, chat: null, nextLookAt: 1_009_000 },
    ollama: { ...ollamaSelection.ollama, reachable: false },
  }
  const failing = fakeBreaker('ollama_client', { consecutiveFailures: 3, consecutiveSuccesses: 0 })

  test('is back only once it has answered, where it had failed', () => {
    tell('ok', failing)
    look({ selection: away })
    expect(outages).toMatchObject([{ part: 'chat_model', kind: 'missing' }])
    expect(look({ selection: ollamaSelection })).toEqual([])
    expect(tell('ok', fakeOpenBreaker('ollama_client'))).toEqual([])
    expect(outages).toMatchObject([{ part: 'chat_model', kind: 'resting' }])
    expect(tell('ok', fakeBreaker('ollama_client', { state: 'half_open' }))).toEqual([])
    expect(outages).toMatchObject([{ part: 'chat_model', kind: 'trying' }])
    expect(tell('ok', fakeBreaker('ollama_client'))).toEqual(['chat_model'])
  })

  test('is not back by a reset, which forgets that it failed', () => {
    tell('ok', fakeBreaker('ollama_client', { state: 'forced_open' }))
    expect(outages).toMatchObject([{ part: 'chat_model', kind: 'stopped' }])
    expect(tell('ok', fakeBreaker('ollama_client', { consecutiveSuccesses: 0 }))).toEqual([])
    expect(outages).toEqual([])
    expect(tell('ok', fakeBreaker('ollama_client', { consecutiveSuccesses: 1 }))).toEqual(['chat_model'])
  })

  test('is back at once where nothing had failed', () => {
    tell('ok', fakeBreaker('ollama_client'))
    look({ selection: away })
    expect(look({ selection: ollamaSelection })).toEqual(['chat_model'])
  })

  test('is said to be there and not to have answered by a look for it', async () => {
    tell('ok', failing)
    look({ selection: away })
    fake.handlers['models.refresh'] = () => ollamaSelection
    expect((await tryNow()).words).toBe('The chat model is there again, and has not answered yet.')
  })
})
