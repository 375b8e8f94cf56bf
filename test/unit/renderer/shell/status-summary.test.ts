import { expect, test } from 'vitest'
import { summariseIngest, summariseModel } from '../../../../src-renderer/shell/status-summary.ts'
import type { IngestStatus } from '../../../../src-shared/schemas/library.ts'
import type { ModelSelection } from '../../../../src-shared/schemas/models.ts'

const selection = (more: Partial<ModelSelection> = {}): ModelSelection => ({
  looking: false,
  choice: 'auto',
  chat: null,
  embedder: null,
  reasons: { chat: null, embedder: null },
  reason: null,
  isServerSilent: false,
  nextLookAt: null,
  ollama: { origin: 'http://127.0.0.1:11434', reachable: false, version: null, error: null },
  engine: { state: 'ready', error: null },
  ...more,
})
const ingest = (more: Partial<IngestStatus> = {}): IngestStatus => ({
  paused: false,
  waitingFor: null,
  total: 10,
  done: 4,
  failed: 0,
  active: [],
  chunksPerSecond: null,
  remainingSeconds: null,
  rebuild: null,
  ...more,
})

test('the model is named with where it runs', () => {
  const chat = { name: 'qwen3:4b', backend: 'ollama', small: false } as const
  expect(summariseModel(selection({ chat }))).toEqual({ tone: 'good', text: 'qwen3:4b · Ollama' })
})

test('without a model it is said what answers are then', () => {
  expect(summariseModel(selection()).text).toContain('quoted from your documents')
  expect(summariseModel(selection(), [], true).text).toBe('No chat model: your questions wait')
  const out = [{ part: 'chat_model', kind: 'restarting', breaker: null, nextTryAt: null }] as const
  expect(summariseModel(selection(), out, true).text).toBe(
    'The chat model is restarting: your questions wait',
  )
  expect(summariseModel(selection({ engine: { state: 'starting', error: null } })).tone).toBe('busy')
})

test('a queue at work shows where it is', () => {
  expect(summariseIngest(ingest({ remainingSeconds: 125 }))).toEqual({
    tone: 'busy',
    text: 'Reading 5 of 10 files · about 2 min left',
    ratio: 0.4,
  })
})

test('a library at rest shows nothing, one with failures those', () => {
  expect(summariseIngest(null)).toBeNull()
  expect(summariseIngest(ingest({ done: 10 }))).toBeNull()
  expect(summariseIngest(ingest({ done: 9, failed: 1 }))).toMatchObject({
    tone: 'warn',
    text: '1 file could not be read',
  })
})

test('a queue that stands still says why', () => {
  expect(summariseIngest(ingest({ waitingFor: 'embedder' }))?.text).toBe(
    '4 of 10 files, waiting for the embedding model',
  )
  expect(summariseIngest(ingest({ paused: true }))).toMatchObject({
    tone: 'off',
    text: 'Paused at 4 of 10 files',
  })
})

test('a rebuild goes before the queue', () => {
  expect(summariseIngest(ingest({ rebuild: { done: 1, total: 4 } }))).toMatchObject({ ratio: 0.25 })
})
