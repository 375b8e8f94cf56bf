import { expect, test } from 'vitest'
import { back, outagesLine, outageWords, probed, stillOut } from '../../../../src-renderer/ui/outage-words.ts'
import { fakeBreaker, fakeOpenBreaker } from '../../../fakes/fake-bridge-resilience.ts'

test('each part says what is out and what goes on', () => {
  expect(outageWords({ part: 'chat_model', kind: 'resting' })).toEqual({
    tone: 'warn',
    title: 'The chat model is resting after failures',
    works: 'Answers are quoted meanwhile.',
  })
  expect(outageWords({ part: 'embedder', kind: 'missing' }).works).toContain('Search goes by words')
  expect(outageWords({ part: 'vector_store', kind: 'trying' })).toMatchObject({ tone: 'busy' })
  expect(outageWords({ part: 'disk', kind: 'full' })).toMatchObject({
    tone: 'bad',
    title: 'The disk is full',
    works: expect.stringContaining('Questions are answered'),
  })
  expect(outageWords({ part: 'database', kind: 'slow' }).works).toContain('shown now')
  // Without the database there is nothing to promise.
  expect(outageWords({ part: 'database', kind: 'missing' }).works).toContain('Nothing can be searched')
})

test('several are one line, the weightiest in full', () => {
  expect(outagesLine([])).toBeNull()
  expect(
    outagesLine([
      { part: 'disk', kind: 'full' },
      { part: 'embedder', kind: 'resting' },
      { part: 'vector_store', kind: 'resting' },
    ]),
  ).toBe('The disk is full; also out: embedding model and vector store')
})

test('a try says what came of it', () => {
  const before = fakeOpenBreaker('chroma')
  const failed = { ...before, failures: before.failures + 1 }
  expect(probed('vector_store', before, failed)).toMatchObject({
    tone: 'warn',
    words: 'The vector store was asked and failed. Nothing answers at 127.0.0.1:11434.',
  })
  const passed = { successes: before.successes + 1, failures: before.failures, consecutiveFailures: 0 }
  const half = fakeBreaker('chroma', { ...passed, state: 'half_open', consecutiveSuccesses: 1 })
  expect(probed('vector_store', before, half).words).toBe(
    'The vector store answered. After 1 more answer it is back.',
  )
  expect(probed('vector_store', before, fakeBreaker('chroma', passed)).words).toBe(
    'The vector store is back.',
  )
  expect(probed('vector_store', before, before)).toMatchObject({ tone: 'off' })
})

test('a try in vain does not repeat what stands above it', () => {
  expect(stillOut({ part: 'disk', kind: 'full' }).words).toBe('Tried just now: there is no room yet.')
  expect(stillOut({ part: 'embedder', kind: 'missing' }).words).toBe(
    'Tried just now: nothing from the embedding model yet.',
  )
})

test('what comes back together is told in one sentence', () => {
  expect(back(['chat_model']).words).toBe('The chat model is back.')
  expect(back(['embedder', 'chat_model']).words).toBe('The chat model and the embedding model are back.')
  expect(back(['disk', 'database']).words).toBe('The database is back. Everything is kept now.')
})

test('where questions wait, no quotations are promised', () => {
  expect(outageWords({ part: 'chat_model', kind: 'restarting' }, true)).toEqual({
    tone: 'busy',
    title: 'The chat model is restarting',
    works: 'Your questions wait.',
  })
  expect(outageWords({ part: 'embedder', kind: 'missing' }, true).works).toContain('Search goes by words')
})
