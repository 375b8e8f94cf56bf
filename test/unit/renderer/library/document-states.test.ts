import { expect, test } from 'vitest'
import { shownState } from '../../../../src-renderer/library/document-states.ts'
import type { DocumentRow, IngestItem } from '../../../../src-shared/schemas/library.ts'

const row: DocumentRow = {
  id: 'd1',
  collectionId: 'c1',
  path: '/a.md',
  title: 'a',
  format: 'md',
  size: 10,
  state: 'discovered',
  error: null,
  chunks: 0,
  pages: null,
  addedAt: 0,
  indexedAt: null,
}
const item: IngestItem = {
  documentId: 'd1',
  path: '/a.md',
  title: 'a',
  collectionId: 'c1',
  state: 'chunked',
  progress: 0.4,
  chunksDone: 4,
  chunksTotal: 10,
  error: null,
}

test('the live figures of the queue go before what the list said a moment ago', () => {
  const shown = shownState(row, item)
  expect(shown).toMatchObject({ label: 'Embedding', tone: 'busy', progress: 0.4 })
  expect(shown.explanation).toContain('4 of 10 passages')
})

test('a failed document shows its own message', () => {
  const error = { code: 'FILE_ENCRYPTED', message: 'The file is protected by a password.' }
  expect(shownState({ ...row, state: 'failed', error }, undefined).explanation).toBe(error.message)
})

test('a document that is ready shows no progress, even while its last status is around', () => {
  expect(
    shownState({ ...row, state: 'indexed' }, { ...item, state: 'indexed', progress: 1 }).progress,
  ).toBeNull()
})

test('nothing looks as if it moved while the queue stands still', () => {
  expect(shownState(row, item, true)).toMatchObject({ label: 'Embedding', tone: 'off', progress: 0.4 })
  expect(shownState({ ...row, state: 'indexed' }, undefined, true).tone).toBe('good')
})
