import { chmodSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { codeOf, databasesOn, drivers, first, second } from './database-set-up.ts'
import { temporaryFolder } from './temporary-folder.ts'

// Electron 33 runs libsql, everything newer better-sqlite3: what holds of one holds of the other.
describe.each(drivers)('a database on %s', (driver) => {
  const { open, items } = databasesOn(driver)

  describe('the first schema', () => {
    test('is strict, and keeps foreign keys', () => {
      const database = open(join(temporaryFolder(), 'a.db'))
      const insert = database.prepare('INSERT INTO collection (id, name, created_at) VALUES (?, ?, ?)')
      insert.run('c', 'Name', 1)
      expect(() => insert.run('d', 'Other', 'not a number')).toThrow()
      expect(() => insert.run('e', 'NAME', 1)).toThrow()
      expect(() =>
        database
          .prepare(
            "INSERT INTO document (id, collection_id, path, title, format, added_at) VALUES ('d', 'none', '/p', 't', 'txt', 1)",
          )
          .run(),
      ).toThrow()
    })

    test('finds text by stem and without accents, ranked by BM25', () => {
      const database = open(':memory:')
      database.exec(`
        INSERT INTO collection (id, name, created_at) VALUES ('c', 'Name', 1);
        INSERT INTO document (id, collection_id, path, title, format, added_at) VALUES ('d', 'c', '/p', 't', 'txt', 1);
        INSERT INTO chunk (document_id, ordinal, start_offset, end_offset, tokens, text_hash, text)
          VALUES ('d', 0, 0, 9, 1, x'00', 'Running to the café'), ('d', 1, 9, 18, 1, x'01', 'Nothing of the kind');
      `)
      const found = database
        .prepare<{ rowid: number; rank: number }>(
          'SELECT rowid, bm25(chunk_fts) AS rank FROM chunk_fts WHERE chunk_fts MATCH ? ORDER BY rank',
        )
        .all('"cafe" OR "runs"')
      expect(found.map(({ rowid }) => rowid)).toEqual([1])
      expect(found[0]?.rank).toBeLessThan(0)
      database.exec("DELETE FROM chunk WHERE document_id = 'd'")
      expect(database.prepare("SELECT * FROM chunk_fts WHERE chunk_fts MATCH 'cafe'").all()).toEqual([])
    })
  })

  describe('opening', () => {
    test('makes the folder, for its owner alone', () => {
      const folder = join(temporaryFolder(), 'deep', 'data')
      open(join(folder, 'a.db'))
      expect(statSync(folder).mode & 0o077).toBe(0)
    })

    test('turns on WAL and foreign keys', () => {
      const database = items()
      expect(database.prepare('PRAGMA journal_mode').get()).toEqual({ journal_mode: 'wal' })
      expect(database.prepare('PRAGMA foreign_keys').get()).toEqual({ foreign_keys: 1 })
    })

    test('refuses what is no database, and leaves it as it is', () => {
      const file = join(temporaryFolder(), 'a.db')
      writeFileSync(file, 'A person keeps a letter here. '.repeat(500))
      const before = readFileSync(file)
      expect(codeOf(() => open(file))).toBe('DATABASE_CORRUPT')
      expect(readFileSync(file).equals(before)).toBe(true)
    })

    test('refuses a damaged database, and leaves it as it is', () => {
      const file = join(temporaryFolder(), 'a.db')
      const whole = open(file, { migrations: [first] })
      const insert = whole.prepare('INSERT INTO item (body) VALUES (?)')
      whole.transaction(() => {
        for (let n = 0; n < 500; n++) insert.run('x'.repeat(200))
      })
      void whole.dispose()
      const damaged = readFileSync(file)
      damaged.fill(0x5a, 4_096, damaged.length - 4_096)
      writeFileSync(file, damaged)
      expect(codeOf(() => open(file, { migrations: [first] }))).toBe('DATABASE_CORRUPT')
      expect(readFileSync(file).equals(damaged)).toBe(true)
    })

    test('refuses one that a newer Alcove wrote, and leaves it as it is', () => {
      const file = join(temporaryFolder(), 'a.db')
      void open(file, { migrations: [first, second] }).dispose()
      const before = readFileSync(file)
      expect(codeOf(() => open(file, { migrations: [first] }))).toBe('DATABASE_TOO_NEW')
      expect(readFileSync(file).equals(before)).toBe(true)
    })

    test('says DATABASE_UNAVAILABLE where a file stands in the place of the folder or a folder in that of the file', () => {
      const folder = temporaryFolder()
      writeFileSync(join(folder, 'file'), '')
      mkdirSync(join(folder, 'a.db'))
      expect(codeOf(() => open(join(folder, 'file', 'a.db')))).toBe('DATABASE_UNAVAILABLE')
      expect(codeOf(() => open(join(folder, 'a.db')))).toBe('DATABASE_UNAVAILABLE')
    })

    test.skipIf(process.getuid?.() === 0)(
      'says DATABASE_UNAVAILABLE where the folder may not be written',
      () => {
        const folder = temporaryFolder()
        chmodSync(folder, 0o500)
        expect(codeOf(() => open(join(folder, 'a.db')))).toBe('DATABASE_UNAVAILABLE')
      },
    )

    test('counts the WAL into the size', () => {
      const database = items()
      const before = database.size()
      database.prepare('INSERT INTO item VALUES (1, ?)').run('x'.repeat(100_000))
      expect(database.size()).toBeGreaterThan(before + 100_000)
    })
  })
})
