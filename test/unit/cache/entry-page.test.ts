import { expect, test } from 'vitest'
import { entryPage } from '../../../src-main/cache/entry-page.ts'
import type { Entry } from '../../../src-main/cache/entry-table.ts'

const questions = ['When does it open?', 'Who keeps the KEY?', 'Where is the key?', 'What is the fee?']
/** The least recently used first, as the table has them. */
const entries = questions.map((question, at) => ({ id: at, question, used: at }) as Entry)
const table = {
  all: () => entries.values(),
  // In the order in which they came, not in that of their use.
  ofDocument: (id: string) => (id === 'd1' ? [entries[3], entries[0], entries[2]] : []) as Entry[],
}
const page = (filter: Partial<Parameters<typeof entryPage>[1]>) => {
  const found = entryPage(table, { search: '', offset: 0, limit: 10, ...filter })
  return [found.entries.map(({ id }) => id), found.total]
}

test('the last used come first, a page at a time, until there are no more', () => {
  expect(page({ limit: 3 })).toEqual([[3, 2, 1], 4])
  expect(page({ offset: 3, limit: 3 })).toEqual([[0], 4])
  expect(page({ offset: 4 })).toEqual([[], 4])
  expect(page({ offset: 40 })).toEqual([[], 4])
})

test('a search is for a part of the question, in any case', () => {
  expect(page({ search: ' key ' })).toEqual([[2, 1], 2])
  expect(page({ search: 'key', offset: 1 })).toEqual([[1], 2])
})

test('those of a document come in the same order, and are searched too', () => {
  expect(page({ documentId: 'd1' })).toEqual([[3, 2, 0], 3])
  expect(page({ documentId: 'd1', search: 'key' })).toEqual([[2], 1])
  expect(page({ documentId: 'd2' })).toEqual([[], 0])
})
