import { expect, test } from 'vitest'
import { summariseIngest, summariseRebuild } from '../../../../src-renderer/library/ingest-summary.ts'
import type { IngestItem } from '../../../../src-shared/schemas/library.ts'
import { fakeStatus, restingStatus } from '../../../fakes/fake-bridge-library.ts'

const item = (changes: Partial<IngestItem>): IngestItem => ({
  documentId: 'd1',
  path: '/a/report.pdf',
  title: 'report.pdf',
  collectionId: 'c1',
  state: 'chunked',
  progress: 0.25,
  chunksDone: 312,
  chunksTotal: 1_240,
  error: null,
  ...changes,
})

test('an empty queue is idle', () => {
  expect(summariseIngest(restingStatus).phase).toBe('idle')
})

test('says documents, passages, rate and what is left while it works', () => {
  const summary = summariseIngest({
    ...restingStatus,
    total: 4,
    done: 1,
    active: [item({})],
    chunksPerSecond: 41.4,
    remainingSeconds: 25,
  })
  expect(summary.phase).toBe('working')
  expect(summary.headline).toBe('Reading 3 documents')
  expect(summary.detail).toBe('1 of 4 documents · 312 of 1,240 passages · 41/s · about 25 s left')
})

test('what was not measured is left out, not shown as zero', () => {
  expect(summariseIngest({ ...restingStatus, total: 4, done: 1 }).detail).toBe('1 of 4 documents')
})

test('the part done of a document under way moves the bar', () => {
  const summary = summariseIngest({ ...restingStatus, total: 2, done: 1, active: [item({ progress: 0.5 })] })
  expect(summary.progress).toBe(0.75)
})

test('a failed file in the list does not count twice', () => {
  const failed = item({ state: 'failed', progress: 0.9 })
  expect(summariseIngest({ ...restingStatus, total: 2, failed: 1, active: [failed] }).progress).toBe(0.5)
})

test('a queue that stands still says for what it waits and what works meanwhile', () => {
  const summary = summariseIngest({ ...restingStatus, total: 2, waitingFor: 'embedder' })
  expect(summary.phase).toBe('waiting')
  expect(summary.headline).toMatch(/embedding model.*full text/)
})

test('a pause by the person goes before what the queue would wait for', () => {
  expect(summariseIngest({ ...restingStatus, total: 2, paused: true, waitingFor: 'embedder' }).phase).toBe(
    'paused',
  )
})

test('when all is done but some failed, that is still said', () => {
  const summary = summariseIngest({ ...restingStatus, total: 3, done: 2, failed: 1 })
  expect(summary.phase).toBe('finished')
  expect(summary.headline).toBe('1 file could not be read')
})

test('a rebuild of nothing has no ratio that is not a number', () => {
  expect(summariseRebuild({ done: 0, total: 0 }).progress).toBe(0)
  expect(summariseRebuild({ done: 500, total: 2_000 })).toMatchObject({
    progress: 0.25,
    detail: expect.stringContaining('500 of 2,000 passages'),
  })
})

test('a busy morning in one line', () => {
  expect(summariseIngest(fakeStatus).detail).toBe(
    '100 of 156 documents · 591 of 1,860 passages · 41/s · about 25 s left',
  )
})
