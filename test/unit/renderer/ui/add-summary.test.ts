import { expect, test } from 'vitest'
import { groupRefused, summariseAdd } from '../../../../src-renderer/ui/add-summary.ts'
import type { AddResult } from '../../../../src-shared/schemas/library.ts'

const item = (documentId: string, unchanged: boolean): AddResult['items'][number] => ({
  documentId,
  path: `/docs/${documentId}.md`,
  state: unchanged ? 'indexed' : 'discovered',
  unchanged,
})
const refused = (path: string, code: string, message: string) => ({ path, code, message })

test('counts what was queued, what had not changed and what was refused', () => {
  const summary = summariseAdd({
    items: [item('a', false), item('b', false), item('c', true)],
    refused: [refused('/x.exe', 'FILE_UNSUPPORTED', 'No.')],
  })
  expect(summary).toEqual({
    queued: 2,
    unchanged: 1,
    refused: 1,
    sentence: '2 files added, 1 known already, 1 refused.',
  })
})

test('one known file is said in its own sentence', () => {
  expect(summariseAdd({ items: [item('a', true)], refused: [] }).sentence).toMatch(/already/)
})

test('an empty folder is not reported as success', () => {
  expect(summariseAdd({ items: [], refused: [] }).sentence).toMatch(/nothing to read/)
})

test('groups refused paths by reason, the commonest first', () => {
  const groups = groupRefused([
    refused('/locked', 'FILE_NO_PERMISSION', 'May not be read.'),
    refused('/a.png', 'FILE_UNSUPPORTED', 'Cannot be read yet.'),
    refused('/b.png', 'FILE_UNSUPPORTED', 'Cannot be read yet.'),
  ])
  expect(groups).toEqual([
    { message: 'Cannot be read yet.', paths: ['/a.png', '/b.png'] },
    { message: 'May not be read.', paths: ['/locked'] },
  ])
})
