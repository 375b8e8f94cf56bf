import { describe, expect, test } from 'vitest'
import { isSameOutages, outagesOf, type Surroundings } from '../../../../src-renderer/ui/outages.ts'
import { healthyChecks, ollamaSelection } from '../../../fakes/fake-bridge-machine.ts'
import { fakeBreaker, fakeOpenBreaker } from '../../../fakes/fake-bridge-resilience.ts'

const well: Surroundings = {
  selection: ollamaSelection,
  checks: healthyChecks,
  breakers: [fakeBreaker('ollama_client'), fakeBreaker('engine_embed'), fakeBreaker('chroma')],
  ingest: null,
  line: { waiting: [], retryAt: null, unkept: [] },
}
const NOW = 1_000_000
const look = (more: Partial<Surroundings>) => outagesOf({ ...well, ...more }, NOW, [])

test('while all is well nothing is out, nor before main has told anything', () => {
  expect(look({})).toEqual([])
  expect(look({ selection: null, checks: [], breakers: [] })).toEqual([])
  expect(look({ selection: { ...ollamaSelection, looking: true, chat: null } })).toEqual([])
})

describe('the chat model', () => {
  const state = (breaker: ReturnType<typeof fakeBreaker>) => look({ breakers: [breaker] })

  test('rests until its next try', () => {
    expect(state(fakeOpenBreaker('ollama_client', 12_000))).toEqual([
      { part: 'chat_model', kind: 'resting', breaker: 'ollama_client', nextTryAt: NOW + 12_000 },
    ])
  })

  test('is tried again, or stopped by hand: no time is told then', () => {
    expect(state(fakeBreaker('ollama_client', { state: 'half_open' }))).toMatchObject([
      { kind: 'trying', nextTryAt: null },
    ])
    expect(state(fakeBreaker('ollama_client', { state: 'forced_open' }))).toMatchObject([{ kind: 'stopped' }])
    expect(state(fakeBreaker('ollama_client', { state: 'disabled' }))).toEqual([])
  })

  test('of another server than the one that answers is no outage', () => {
    expect(state(fakeOpenBreaker('engine'))).toEqual([])
  })

  test('is missing where its server is, and is looked for at the time that main says', () => {
    const selection = { ...ollamaSelection, choice: 'ollama', chat: null, nextLookAt: NOW + 9_000 } as const
    const ollama = { ...ollamaSelection.ollama, reachable: false }
    expect(look({ selection: { ...selection, ollama } })).toEqual([
      { part: 'chat_model', kind: 'missing', breaker: null, nextTryAt: NOW + 9_000 },
    ])
    const silent = { ...selection, choice: 'auto', isServerSilent: true } as const
    expect(look({ selection: silent })).toMatchObject([{ kind: 'missing', nextTryAt: NOW + 9_000 }])
    // Where none is installed nothing will come back by itself.
    expect(look({ selection: { ...selection, choice: 'auto' } })).toEqual([])
    const failed = { state: 'failed', error: 'its process ended' } as const
    // The engine starts anew by itself, at another time than that of the next look.
    expect(look({ selection: { ...selection, choice: 'auto', engine: failed } })).toEqual([
      { part: 'chat_model', kind: 'restarting', breaker: null, nextTryAt: null },
    ])
    const engine = { state: 'starting', error: null } as const
    expect(look({ selection: { ...selection, choice: 'auto', ollama, engine } })).toEqual([])
    // One that is to answer on Ollama is not started by the engine.
    expect(look({ selection: { ...selection, ollama, engine } })).toMatchObject([{ kind: 'missing' }])
  })
})

test('embedder and vector store are out by their own breakers, the vector store also by its check', () => {
  const breakers = [fakeOpenBreaker('engine_embed', 4_000), fakeOpenBreaker('chroma', 5_000)]
  expect(look({ breakers })).toMatchObject([
    { part: 'embedder', breaker: 'engine_embed', nextTryAt: NOW + 4_000 },
    { part: 'vector_store', breaker: 'chroma', nextTryAt: NOW + 5_000 },
  ])
  const checks = healthyChecks.map((check) =>
    check.name === 'vector_store' ? { ...check, state: 'down' as const } : check,
  )
  expect(look({ checks })).toMatchObject([{ part: 'vector_store', kind: 'missing', breaker: 'chroma' }])
})

test('the disk is full where answers or documents find no room, and comes first', () => {
  const unkept = [
    { messageId: 'a', code: 'DISK_FULL', nextTryAt: NOW + 8_000 },
    { messageId: 'b', code: 'DISK_FULL', nextTryAt: NOW + 2_000 },
  ]
  const breakers = [fakeOpenBreaker('ollama_client')]
  expect(look({ breakers, line: { ...well.line, unkept } })).toMatchObject([
    { part: 'disk', kind: 'full', nextTryAt: NOW + 2_000 },
    { part: 'chat_model' },
  ])
})

test('the database is slow where it says so or does not take an answer', () => {
  const unkept = [{ messageId: 'a', code: 'DATABASE_BUSY', nextTryAt: NOW + 8_000 }]
  expect(look({ line: { ...well.line, unkept } })).toMatchObject([{ part: 'database', kind: 'slow' }])
  const checks = (state: 'degraded' | 'down') =>
    healthyChecks.map((check) => (check.name === 'database' ? { ...check, state } : check))
  expect(look({ checks: checks('degraded') })).toMatchObject([{ kind: 'slow', nextTryAt: null }])
  expect(look({ checks: checks('down') })).toMatchObject([{ part: 'database', kind: 'missing' }])
})

test('a moment told again a second later stays, so that what shows it does too', () => {
  const at = (ms: number) => ({ ...well, breakers: [fakeOpenBreaker('ollama_client', ms)] })
  const first = outagesOf(at(12_000), NOW, [])
  const second = outagesOf(at(11_010), NOW + 1_000, first)
  expect(isSameOutages(first, second)).toBe(true)
  // Failed again: a new rest.
  expect(isSameOutages(first, outagesOf(at(30_000), NOW + 1_000, first))).toBe(false)
  expect(isSameOutages(first, [])).toBe(false)
})
