import { expect, test } from 'vitest'
import { exampleQuestions, welcomeState } from '../../../../src-renderer/chat/welcome-state.ts'
import type { Collection, IngestStatus } from '../../../../src-shared/schemas/library.ts'
import questions from '../../../fixtures/sample-questions.json' with { type: 'json' }

const collection = (name: string, documents: number, chunks: number): Collection => ({
  id: name,
  name,
  documents,
  chunks,
  version: 1,
  createdAt: 0,
})
const ingest = (done: number, total: number): IngestStatus => ({
  paused: false,
  waitingFor: null,
  total,
  done,
  failed: 0,
  active: [],
  chunksPerSecond: null,
  remainingSeconds: null,
  rebuild: null,
})

test('each state of the library has its own welcome', () => {
  expect(welcomeState(null, null).kind).toBe('loading')
  expect(welcomeState([], null).kind).toBe('empty')
  expect(welcomeState([collection('Mine', 0, 0)], ingest(0, 0)).kind).toBe('empty')
  expect(welcomeState([collection('Mine', 3, 0)], ingest(1, 3)).kind).toBe('reading')
  expect(welcomeState([collection('Mine', 3, 40)], ingest(3, 3))).toMatchObject({
    kind: 'ready',
    documents: 3,
    passages: 40,
    samplesId: null,
  })
})

test('the examples come with the handbook, once it can be asked', () => {
  const samples = [collection('Sample handbook', 15, 214)]
  expect(welcomeState(samples, ingest(15, 15)).samplesId).toBe('Sample handbook')
  expect(welcomeState(samples, ingest(9, 15)).samplesId).toBeNull()
  expect(welcomeState([collection('Sample handbook', 15, 0)], null).samplesId).toBeNull()
})

test('every example is a question whose answer is known to be in the handbook', () => {
  const known = questions.map(({ question }) => question)
  for (const question of exampleQuestions) expect(known).toContain(question)
})
