import { describe, expect, test } from 'vitest'
import { breakerFinding, restingFinding } from '../../../src-main/diagnostics/breaker-finding.ts'
import type { BreakerSnapshot } from '../../../src-shared/schemas/resilience.ts'
import { fakeBreaker, fakeOpenBreaker, fakeResilience } from '../../fakes/fake-bridge-resilience.ts'

const findingOf = (...changed: readonly BreakerSnapshot[]) =>
  breakerFinding(fakeResilience(...changed).breakers)

describe('the check of the breakers', () => {
  test('is ok while all are closed', () => {
    expect(findingOf()).toEqual({ state: 'ok', detail: 'Everything that answers need is called.' })
  })

  test('is down while a needed one is open, and says which, why and when the next try is', () => {
    expect(findingOf(fakeOpenBreaker('ollama_client', 22_100))).toEqual({
      state: 'down',
      detail: "Ollama's chat model (ollama_client) failed 5 times in a row; next try in 23 s.",
    })
    expect(findingOf(fakeOpenBreaker('chroma', 0)).detail).toBe(
      'Chroma (chroma) failed 5 times in a row; the next try is due.',
    )
  })

  test('does not call failures among successes a row', () => {
    const window = [false, true, false, true, false, false, true, false]
    const finding = findingOf(
      fakeBreaker('chroma', { state: 'open', window, consecutiveFailures: 1, probeInMs: 1 }),
    )
    expect(finding.detail).toBe('Chroma (chroma) failed in 5 of 8 calls; next try in 1 s.')
  })

  test('names all of them, and is as bad as the worst', () => {
    const { state, detail } = findingOf(
      fakeBreaker('ollama_client', { state: 'disabled' }),
      fakeBreaker('chroma', { state: 'forced_open' }),
    )
    expect(state).toBe('down')
    expect(detail).toMatch(/ollama_client.*disabled by hand\. Chroma \(chroma\) was stopped by hand/)
  })

  test.each(['half_open', 'disabled'] as const)('is degraded while a needed one is %s', (state) => {
    expect(findingOf(fakeBreaker('chroma', { state, consecutiveFailures: 5 })).state).toBe('degraded')
  })

  test('does not care for one that nobody needs', () => {
    expect(
      findingOf(fakeOpenBreaker('engine'), fakeBreaker('ollama_embed', { state: 'forced_open' })).state,
    ).toBe('ok')
  })
})

describe('a part behind its breaker', () => {
  const effect = 'Full-text search serves meanwhile.'

  test('is down while it rests, and says what serves', () => {
    expect(restingFinding(fakeOpenBreaker('chroma', 23_000), effect)).toEqual({
      state: 'down',
      detail: 'It failed 5 times in a row; next try in 23 s. Full-text search serves meanwhile.',
    })
  })

  test('is limited while it is tried again', () => {
    const breaker = fakeBreaker('chroma', { state: 'half_open', consecutiveFailures: 5 })
    expect(restingFinding(breaker, effect)).toMatchObject({
      state: 'degraded',
      detail: expect.stringMatching(/^It failed 5 times in a row and is being tried again\./),
    })
  })

  test.each(['closed', 'disabled'] as const)('is what it is by itself while its breaker is %s', (state) => {
    expect(restingFinding(fakeBreaker('chroma', { state }), effect)).toBeNull()
    expect(restingFinding(undefined, effect)).toBeNull()
  })
})
