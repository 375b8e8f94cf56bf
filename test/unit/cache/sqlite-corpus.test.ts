import { expect, onTestFinished, test } from 'vitest'
import { SqliteCorpus } from '../../../src-main/cache/index.ts'
import { openDatabase } from '../../../src-main/storage/index.ts'
import { silentLog } from '../../fakes/silent-log.ts'

function world() {
  const database = openDatabase({ file: ':memory:', log: silentLog().scope('database') })
  onTestFinished(() => void database.dispose())
  database.exec(`
    INSERT INTO collection (id, name, version, created_at) VALUES ('a', 'A', 1, 0), ('b', 'B', 11, 0);
    INSERT INTO document (id, collection_id, path, title, format, added_at, revision)
    VALUES ('d1', 'a', '/1', '1', 'txt', 0, 3), ('d2', 'a', '/2', '2', 'txt', 0, 0);
    INSERT INTO embedder (id, digest, name, dimension) VALUES (1, 'e', 'e', 2);
  `)
  return { database, corpus: new SqliteCorpus(database) }
}

test.each([
  `UPDATE collection SET version = 2 WHERE id = 'a'`,
  `UPDATE collection SET version = 12 WHERE id = 'b'`,
  `DELETE FROM collection WHERE id = 'b'`,
  `INSERT INTO collection (id, name, created_at) VALUES ('c', 'C', 0)`,
  // Not the same, though the same numbers in the same order.
  `UPDATE collection SET version = CASE id WHEN 'a' THEN 11 ELSE 1 END`,
])('the version is another after %s', (sql) => {
  const { database, corpus } = world()
  const { version } = corpus.state()
  expect(corpus.state().version).toBe(version)
  database.exec(sql)
  expect(corpus.state().version).not.toBe(version)
})

test.each([
  [true, `INSERT INTO ingest (document_id, state, enqueued_at) VALUES ('d2', 'discovered', 0)`],
  [true, `INSERT INTO ingest (document_id, state, enqueued_at) VALUES ('d2', 'failed', 0)`],
  [false, `INSERT INTO ingest (document_id, state, enqueued_at) VALUES ('d1', 'chunked', 0)`],
  [false, `INSERT INTO ingest (document_id, state, enqueued_at) VALUES ('d1', 'embedded', 0)`],
  [false, `INSERT INTO retired_revision (document_id, revision, collection_id) VALUES ('d1', 2, 'a')`],
  [false, `INSERT INTO vector_removal (chunk_id, collection_id) VALUES (7, 'a')`],
  [false, `INSERT INTO vector_generation VALUES ('a', 1, 2, 'a-2', 'building')`],
  [true, `INSERT INTO vector_generation VALUES ('a', 1, 2, 'a-2', 'current')`],
])('it is settled: %s, after %s', (isSettled, sql) => {
  const { database, corpus } = world()
  expect(corpus.state().isSettled).toBe(true)
  database.exec(sql)
  expect(corpus.state().isSettled).toBe(isSettled)
})

test('the newest chunk rises with each, and what is removed makes none of those to come lower', () => {
  const { database, corpus } = world()
  const add = (ordinal: number) =>
    database
      .prepare(
        `INSERT INTO chunk (document_id, ordinal, start_offset, end_offset, tokens, text_hash, text)
         VALUES ('d1', ?, 0, 1, 1, x'00', 'x')`,
      )
      .run(ordinal)
  expect(corpus.state().newestChunk).toBe(0)
  add(0)
  add(1)
  expect(corpus.state().newestChunk).toBe(2)
  database.exec('DELETE FROM chunk WHERE id = 2')
  add(1)
  expect(corpus.state().newestChunk).toBe(3)
})

test('revisions are of the documents that are there', () => {
  const { corpus } = world()
  expect(corpus.revisions(['d1', 'gone', 'd2'])).toEqual(
    new Map([
      ['d1', 3],
      ['d2', 0],
    ]),
  )
})
