import { expect, test } from 'vitest'
import { tryOutcome } from '../../../../../src-renderer/diagnostics/breakers/try-outcome.ts'
import { fakeBreaker, fakeOpenBreaker } from '../../../../fakes/fake-bridge-resilience.ts'

const before = fakeOpenBreaker('ollama_client')

test('an answer that is not enough to close says how many are missing', () => {
  const after = {
    ...before,
    state: 'half_open',
    successes: 142,
    consecutiveFailures: 0,
    consecutiveSuccesses: 1,
  } as const
  expect(tryOutcome(before, after)).toEqual({
    tone: 'good',
    words: 'It answered. After 1 more success it works as before.',
  })
})

test('an answer that closes needs no more words', () => {
  const after = fakeBreaker('ollama_client', { successes: 143, failures: 8, consecutiveSuccesses: 2 })
  expect(tryOutcome(before, after)).toEqual({ tone: 'good', words: 'It answered.' })
})

test('a failure is told in the words of the failure', () => {
  const lastFailure = {
    at: '2026-03-14T10:00:00.000Z',
    code: 'DEADLINE_CONNECT',
    message: 'Not reached in time.',
  }
  const after = { ...before, failures: 9, consecutiveFailures: 6, lastFailure }
  expect(tryOutcome(before, after)).toEqual({ tone: 'bad', words: 'It failed: Not reached in time.' })
})

test('a failure of before that a success has followed is not what the try came to', () => {
  const after = { ...before, failures: 9, successes: 142, consecutiveFailures: 0, consecutiveSuccesses: 1 }
  expect(tryOutcome(before, after).tone).toBe('good')
})

test('a try without an outcome claims neither', () => {
  expect(tryOutcome(before, before).tone).toBe('off')
})

test('it is not called asked where no call was made', () => {
  expect(tryOutcome(before, before).words).toMatch(/^It was not asked/)
  expect(tryOutcome(before, { ...before, total: before.total + 1 }).words).toMatch(/^It was asked/)
})
