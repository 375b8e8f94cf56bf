import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { DocumentsTable, openDatabase } from '../../../src-main/storage/index.ts'
import { type DocumentSort, documentSort } from '../../../src-shared/schemas/library.ts'
import { silentLog } from '../../fakes/silent-log.ts'
import { temporaryFolder } from './temporary-folder.ts'

const documents = [
  { id: 'b', title: 'beta', format: 'pdf', size: 10, chunks: 3, pages: 12, addedAt: 2 },
  { id: 'a', title: 'Alpha', format: 'md', size: 30, chunks: 1, pages: 0, addedAt: 1 },
  { id: 'c', title: 'gamma', format: 'pdf', size: 20, chunks: 2, pages: 9, addedAt: 3 },
] as const

describe.each(['better-sqlite3', 'libsql'] as const)('a list of documents on %s', (driver) => {
  function table(): DocumentsTable {
    const file = join(temporaryFolder(), 'a.db')
    const database = openDatabase({ file, driver, log: silentLog().scope('test') })
    onTestFinished(() => void database.dispose())
    database
      .prepare('INSERT INTO collection (id, name, created_at) VALUES (?, ?, ?)')
      .run('k', 'Collection', 0)
    const table = new DocumentsTable(database)
    for (const { id, title, format, size, chunks, pages, addedAt } of documents) {
      table.insert({ id, collectionId: 'k', path: `/${id}`, title, format, addedAt })
      const spans = Array.from({ length: pages }, (_, at) => ({ page: at + 1, start: at, end: at + 1 }))
      const content = { revision: 1, chunks, title, pages: spans, size, modifiedAt: 0, contentHash: id }
      table.setContent(id, content)
    }
    return table
  }
  const ids = (order: { readonly sort?: DocumentSort; readonly descending?: boolean }, limit = 10) =>
    table()
      .list({ collectionId: null, search: '', state: null, offset: 0, limit, ...order })
      .items.map(({ id }) => id)
      .join('')

  test.each<[DocumentSort, string]>([
    ['title', 'abc'],
    ['size', 'bca'],
    ['chunks', 'acb'],
    ['pages', 'acb'],
    ['addedAt', 'abc'],
  ])('by %s follows its values, not their spelling', (sort, ascending) => {
    expect(ids({ sort, descending: false })).toBe(ascending)
    expect(ids({ sort, descending: true })).toBe([...ascending].reverse().join(''))
  })

  test('equal ones follow by title, whichever way the list runs', () => {
    expect(ids({ sort: 'format', descending: false })).toBe('abc')
    expect(ids({ sort: 'format', descending: true })).toBe('bca')
  })

  test('the newest come first where no order is said', () => {
    expect(ids({})).toBe('cba')
  })

  test.each(documentSort.options)('pages of a list by %s neither overlap nor leave out', (sort) => {
    const list = table()
    const seen = [0, 1, 2].flatMap((offset) =>
      list
        .list({ collectionId: null, search: '', state: null, sort, offset, limit: 1 })
        .items.map(({ id }) => id),
    )
    expect(seen.sort()).toEqual(['a', 'b', 'c'])
  })
})
