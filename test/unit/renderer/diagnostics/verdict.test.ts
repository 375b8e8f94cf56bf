import { describe, expect, test } from 'vitest'
import { isStale, staleVerdict, verdictOf } from '../../../../src-renderer/diagnostics/verdict.ts'
import type { Outage } from '../../../../src-renderer/ui/outages.ts'
import type { CheckState, HealthCheck } from '../../../../src-shared/schemas/diagnostics.ts'
import { brokenChecks } from '../../../fakes/fake-bridge-machine.ts'
import { fakeBreaker, fakeOpenBreaker } from '../../../fakes/fake-bridge-resilience.ts'

const names = ['model', 'embedder', 'vector_store', 'database', 'breaker'] as const

function checks(states: Partial<Record<HealthCheck['name'], CheckState>>): readonly HealthCheck[] {
  return names.map((name) => ({
    name,
    state: states[name] ?? 'ok',
    detail: `${name} detail.`,
    required: name === 'database',
    since: '2026-01-01T00:00:00.000Z',
  }))
}

test('says so when everything works', () => {
  expect(verdictOf(checks({}))).toMatchObject({ tone: 'good', headline: 'Everything works' })
})

test('without a chat model, answers are quoted', () => {
  const verdict = verdictOf(checks({ model: 'down' }))
  expect(verdict.tone).toBe('warn')
  expect(verdict.headline).toBe('Answers are quoted, not written: no chat model answers')
})

test('the database weighs most, and the others that are down are named too', () => {
  const verdict = verdictOf(checks({ model: 'down', vector_store: 'down', database: 'down' }))
  expect(verdict.tone).toBe('bad')
  expect(verdict.headline).toMatch(/database/)
  expect(verdict.consequence).toContain('Also down: the chat model and the vector store.')
})

test('what is down goes before what only starts', () => {
  expect(verdictOf(checks({ model: 'starting', embedder: 'down' })).headline).toMatch(/words only/)
})

test('names what starts', () => {
  const verdict = verdictOf(checks({ model: 'starting', vector_store: 'starting' }))
  expect(verdict).toMatchObject({
    tone: 'busy',
    headline: 'Almost there: the chat model and the vector store are starting',
  })
})

test('a limit is told in the words of the check itself', () => {
  const verdict = verdictOf(checks({ model: 'degraded' }))
  expect(verdict).toMatchObject({ tone: 'info', consequence: 'model detail.' })
})

test('no check yet is not "everything works"', () => {
  expect(verdictOf([]).tone).toBe('busy')
})

test('without news it no longer claims that everything works', () => {
  const verdict = staleVerdict(verdictOf(checks({})))
  expect(verdict.tone).toBe('off')
  expect(verdict.headline).toMatch(/No news/)
  expect(verdict.consequence).toContain('everything works')
})

test('a picture is stale after five seconds without another', () => {
  expect(isStale(1_000, 6_000)).toBe(false)
  expect(isStale(1_000, 6_001)).toBe(true)
  expect(isStale(null, 9_999)).toBe(false)
})

test('an open breaker says why, and when the model is tried again', () => {
  const breaker = fakeOpenBreaker('ollama_client')
  const verdict = verdictOf(checks({ model: 'down', breaker: 'down' }), { breakers: [breaker] })
  expect(verdict).toEqual({
    tone: 'warn',
    headline: 'Answers are quoted, not written: the chat model failed and rests',
    consequence: 'Passages are still found and shown with their sources.',
    waitsFor: breaker,
    missing: null,
  })
})

test('a breaker opened by hand is not a failure', () => {
  const breaker = fakeBreaker('chroma', { state: 'forced_open' })
  const { headline } = verdictOf(checks({ vector_store: 'down', breaker: 'down' }), { breakers: [breaker] })
  expect(headline).toBe('Search is by words only: the vector store was stopped by hand')
})

test('an open breaker is told by the part behind it, though the part itself says nothing yet', () => {
  const { headline, consequence } = verdictOf(checks({ breaker: 'down' }), {
    breakers: [fakeOpenBreaker('engine_embed')],
  })
  expect(headline).toBe('Search is by words only: the embedding model failed and rests')
  expect(consequence).not.toContain('Also down')
})

test('a breaker that nothing depends on takes nothing away', () => {
  const unneeded = { ...fakeOpenBreaker('engine'), needed: false }
  expect(verdictOf(checks({}), { breakers: [unneeded] }).headline).toBe('Everything works')
})

test('a breaker check that is down is never "everything works"', () => {
  expect(verdictOf(checks({ breaker: 'down' }))).toMatchObject({
    tone: 'warn',
    consequence: 'breaker detail.',
  })
})

test('what is tried again is neither down nor fine', () => {
  const breaker = fakeBreaker('ollama_client', { state: 'half_open' })
  expect(
    verdictOf(checks({ model: 'degraded', breaker: 'degraded' }), { breakers: [breaker] }),
  ).toMatchObject({
    tone: 'busy',
    headline: 'Trying the chat model again',
    waitsFor: breaker,
  })
})

test('a limit of a part is not said twice for its breaker; one of the breaker alone is said', () => {
  const both = verdictOf(checks({ model: 'degraded', breaker: 'degraded' }))
  expect(both.consequence).toBe('model detail.')
  expect(verdictOf(checks({ breaker: 'degraded' })).consequence).toBe('breaker detail.')
})

test('a model down and an embedder starting: what is missing now goes first', () => {
  expect(verdictOf(brokenChecks).headline).toMatch(/quoted, not written/)
})

describe('beside what the footer says is out', () => {
  const missing = (part: Outage['part'], more: Partial<Outage> = {}): Outage => ({
    ...{ part, kind: 'missing', breaker: null, nextTryAt: 9_000 },
    ...more,
  })
  const both = [missing('chat_model'), missing('embedder')]

  test('the chat model goes first, and the next look is told with it', () => {
    const verdict = verdictOf(checks({ model: 'degraded', embedder: 'down' }), { outages: both })
    expect(verdict).toMatchObject({
      headline: 'Answers are quoted, not written: no chat model answers',
      consequence: expect.stringContaining('Also down: the embedding model.'),
      waitsFor: null,
      missing: both[0],
    })
  })

  test('it is told before the checks, which are older, have seen it', () => {
    expect(verdictOf(checks({}), { outages: both }).headline).toMatch(/no chat model answers/)
  })

  test('what restarts is not down, whatever the checks last said', () => {
    const outages = both.map((outage) => ({ ...outage, kind: 'restarting', nextTryAt: null }) as const)
    const states = { model: 'down', embedder: 'down', breaker: 'ok' } as const
    expect(verdictOf(checks(states), { outages })).toMatchObject({
      tone: 'busy',
      headline: 'Answers are quoted, not written: the chat model is restarting',
      consequence: expect.stringContaining('Also on the way: the embedding model.'),
      missing: outages[0],
    })
  })

  test('a breaker that holds a part back has the time of the next try', () => {
    const breaker = fakeOpenBreaker('ollama_client')
    const outages = [missing('chat_model', { kind: 'resting', breaker: 'ollama_client' })]
    const verdict = verdictOf(checks({ model: 'down' }), { breakers: [breaker], outages })
    expect(verdict).toMatchObject({ waitsFor: breaker, missing: null })
  })
})

test('a part that is asked by hand and says nothing is not said to work', () => {
  const breakers = [fakeBreaker('ollama_client'), fakeBreaker('engine', { needed: false })]
  expect(verdictOf(checks({}), { breakers, asked: ['ollama_client'] })).toMatchObject({
    tone: 'busy',
    headline: 'Asking the chat model: no answer yet',
  })
  expect(verdictOf(checks({}), { breakers, asked: ['engine'] }).headline).toBe('Everything works')
})

test('a part whose last call failed is not said to work, until it has come up anew', () => {
  const failedAt = (at: string) =>
    fakeBreaker('ollama_client', {
      consecutiveFailures: 1,
      lastFailure: { at, code: 'DEADLINE_FIRST_TOKEN', message: 'No answer began in time.' },
    })
  const after = verdictOf(checks({}), { breakers: [failedAt('2026-01-01T00:01:00.000Z')] })
  expect(after).toMatchObject({ tone: 'warn', headline: 'The last call of the chat model failed' })
  const before = verdictOf(checks({}), { breakers: [failedAt('2025-12-31T00:00:00.000Z')] })
  expect(before.headline).toBe('Everything works')
})

test('the same where its breaker is disabled, which never rests', () => {
  const failing = fakeBreaker('ollama_client', {
    ...{ state: 'disabled', consecutiveFailures: 2 },
    lastFailure: { at: '2026-01-01T00:01:00.000Z', code: 'MODEL_FAILED', message: 'It failed.' },
  })
  const { headline, consequence } = verdictOf(checks({}), { breakers: [failing] })
  expect(headline).toBe('The last call of the chat model failed')
  expect(consequence).toContain('however often it fails')
})
