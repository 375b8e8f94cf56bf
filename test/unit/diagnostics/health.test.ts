import { describe, expect, test } from 'vitest'
import { fakeOpenBreaker, fakeResilience } from '../../fakes/fake-bridge-resilience.ts'

import { broken, diagnostics, parts, queue, selection, withDiagnostics } from './diagnostics-set-up.ts'

withDiagnostics()

const states = () => Object.fromEntries(diagnostics.health().map(({ name, state }) => [name, state]))

describe('health', () => {
  test('is ok with every part there, and ready', () => {
    expect(states()).toEqual({
      model: 'ok',
      embedder: 'ok',
      vector_store: 'ok',
      database: 'ok',
      breaker: 'ok',
    })
    expect(diagnostics.ready()).toBe(true)
  })

  test('follows each part, and says in words what is lost', () => {
    const reasons = { chat: 'No model is installed.', embedder: null }
    parts.models.selection = { ...selection, chat: null, reasons }
    parts.vectors.state = { state: 'down', reason: 'connection refused' }
    expect(states()).toMatchObject({ model: 'degraded', embedder: 'ok', vector_store: 'down' })
    const details = diagnostics.health().map(({ detail }) => detail)
    expect(details[0]).toMatch(/No model is installed\. .*quoted/)
    expect(details[2]).toMatch(/connection refused.*full-text/i)
    expect(diagnostics.ready()).toBe(false)
  })

  test('is ready to quote where no chat model is installed, not where its server is down', () => {
    parts.models.selection = { ...selection, chat: null }
    expect(diagnostics.ready()).toBe(true)
    parts.models.selection = { ...selection, chat: null, engine: { state: 'failed', error: 'crashed' } }
    expect(states().model).toBe('down')
    expect(diagnostics.ready()).toBe(false)
  })

  test('is as down where nobody who has the models answers, each part with its own reason', () => {
    parts.models.selection = {
      ...selection,
      ...{ chat: null, embedder: null, isServerSilent: true },
      reasons: { chat: 'Nobody has a chat model.', embedder: 'Nobody has an embedding model.' },
      reason: 'Nobody has any.',
    }
    expect(diagnostics.health().slice(0, 2)).toMatchObject([
      { state: 'down', detail: 'Nobody has a chat model. Answers are quoted from the documents.' },
      {
        state: 'down',
        detail: 'Nobody has an embedding model. Documents are found by full-text search alone.',
      },
    ])
  })

  test('is starting until the first look for models has ended', () => {
    parts.models.selection = { ...selection, looking: true, chat: null, embedder: null }
    expect(states()).toMatchObject({ model: 'starting', embedder: 'starting' })
  })

  test('tells starting from down, and is ready only after it', () => {
    parts.models.selection = {
      ...selection,
      chat: null,
      embedder: null,
      engine: { state: 'starting', error: null },
    }
    parts.vectors.state = { state: 'starting' }
    expect(states()).toMatchObject({ model: 'starting', embedder: 'starting', vector_store: 'starting' })
    expect(diagnostics.ready()).toBe(false)
  })

  test('calls a rebuild degraded, and is ready during it', () => {
    parts.library.status = () => ({ ...queue, rebuild: { done: 3, total: 9 } })
    expect(states().vector_store).toBe('degraded')
    expect(diagnostics.health()[2]?.detail).toContain('3 of 9')
    expect(diagnostics.ready()).toBe(true)
  })

  test('remembers since when a part is as it is', () => {
    const since = () => diagnostics.health()[2]?.since
    const first = since()
    parts.clock.advance(5_000)
    expect(since()).toBe(first)
    parts.vectors.state = { state: 'down', reason: 'gone' }
    expect(since()).toBe(new Date(parts.clock.now()).toISOString())
  })

  test('of a model whose breaker is open is down with it, and the app is not ready until it is closed', () => {
    const breaker = { ...fakeOpenBreaker('engine', 23_000), needed: true }
    parts.snapshot = fakeResilience(breaker)
    expect(states()).toMatchObject({ model: 'down', embedder: 'ok', vector_store: 'ok', breaker: 'down' })
    expect(diagnostics.health()[0]?.detail).toBe(
      'It failed 5 times in a row; next try in 23 s. Answers are quoted from the documents meanwhile.',
    )
    expect(diagnostics.health().at(-1)?.detail).toContain('(engine)')
    expect(diagnostics.ready()).toBe(false)
    parts.snapshot = fakeResilience({ ...breaker, state: 'half_open', probeInMs: null })
    expect(states()).toMatchObject({ model: 'degraded', breaker: 'degraded' })
    expect(diagnostics.ready()).toBe(true)
    parts.snapshot = fakeResilience()
    expect(states()).toMatchObject({ model: 'ok', breaker: 'ok' })
  })

  test.each([
    ['engine_embed', 'embedder'],
    ['chroma', 'vector_store'],
  ] as const)('of what %s guards is down while that is open', (name, check) => {
    parts.snapshot = fakeResilience({ ...fakeOpenBreaker(name), needed: true })
    expect(states()).toMatchObject({ model: 'ok', [check]: 'down', breaker: 'down' })
  })

  test('does not care for the breaker of a server that is not in use', () => {
    parts.snapshot = fakeResilience({ ...fakeOpenBreaker('ollama_client'), needed: false })
    expect(states()).toMatchObject({ model: 'ok', breaker: 'ok' })
    expect(diagnostics.ready()).toBe(true)
  })

  test('of breakers that cannot be read is down, for nothing else; the picture keeps the last', () => {
    parts.snapshot = fakeResilience(fakeOpenBreaker('ollama_embed'))
    const before = diagnostics.snapshot().resilience
    parts.resilience.snapshot = broken
    expect(states()).toMatchObject({ model: 'ok', embedder: 'ok', vector_store: 'ok', breaker: 'down' })
    expect(diagnostics.snapshot().resilience).toBe(before)
  })

  test('of a broken database is down, for nothing else', () => {
    parts.library.status = broken
    void parts.database.dispose()
    expect(states()).toEqual({
      model: 'ok',
      embedder: 'ok',
      vector_store: 'ok',
      database: 'down',
      breaker: 'ok',
    })
  })

  test('of a part that throws is down, and nothing is thrown', () => {
    Object.defineProperty(parts.models, 'selection', { get: broken })
    Object.defineProperty(parts.vectors, 'state', { get: broken })
    // The service got the objects themselves, so it meets the getters.
    expect(states()).toEqual({
      model: 'down',
      embedder: 'down',
      vector_store: 'down',
      database: 'ok',
      breaker: 'ok',
    })
  })
})
