import { execFileSync } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { openConnection } from '../../../src-main/storage/driver.ts'
import { migrations } from '../../../src-main/storage/migrations/index.ts'
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

  describe('migrations', () => {
    test('run once each, in order, and keep what is there', () => {
      const file = join(temporaryFolder(), 'a.db')
      const before = open(file, { migrations: [first] })
      before.exec('INSERT INTO item VALUES (1, 1)')
      void before.dispose()
      void open(file, { migrations: [first, second] }).dispose()
      expect(
        open(file, { migrations: [first, second] })
          .prepare('SELECT * FROM item')
          .all(),
      ).toEqual([{ id: 1, body: 1, extra: '7' }])
    })

    test('take a copy before each that opens as what was before, WAL and all', () => {
      const file = join(temporaryFolder(), 'mine.db')
      const before = open(file, { migrations: [first] })
      before.exec('INSERT INTO item VALUES (1, 1)')
      open(file, { migrations: [first, second] })
      const copy = open(`${file}.before-2`, { migrations: [first] })
      expect(copy.prepare('SELECT * FROM item').all()).toEqual([{ id: 1, body: 1 }])
      expect(existsSync(`${file}.before-1`)).toBe(false)
      expect(existsSync(`${file}.before-2.part`)).toBe(false)
    })

    test('that fail leave the version, the data and a fresh copy', () => {
      const file = join(temporaryFolder(), 'a.db')
      const broken = {
        version: 2,
        name: 'broken',
        sql: 'CREATE TABLE other (id); SELECT nothing FROM nowhere',
      }
      const insert = (id: number) => {
        const database = open(file, { migrations: [first] })
        database.prepare('INSERT INTO item VALUES (?, 1)').run(id)
        void database.dispose()
      }
      for (const id of [1, 2]) {
        insert(id)
        expect(codeOf(() => open(file, { migrations: [first, broken] }))).toBe('INTERNAL')
      }
      const database = open(file, { migrations: [first] })
      expect(database.prepare("SELECT name FROM sqlite_master WHERE name = 'other'").all()).toEqual([])
      expect(database.prepare('SELECT id FROM item').all()).toEqual([{ id: 1 }, { id: 2 }])
      const copy = open(`${file}.before-2`, { migrations: [first] })
      expect(copy.prepare('SELECT id FROM item').all()).toEqual([{ id: 1 }, { id: 2 }])
    })

    test('wait for nobody: a reader elsewhere that keeps the WAL is DATABASE_BUSY, not a copy without it', () => {
      const file = join(temporaryFolder(), 'a.db')
      const before = open(file, { migrations: [first] })
      const reader = openConnection(file, 0, driver)
      onTestFinished(() => reader.close())
      reader.exec('BEGIN; SELECT * FROM item')
      reader.prepare('SELECT * FROM item').all([])
      before.exec('INSERT INTO item VALUES (1, 1)')
      expect(codeOf(() => open(file, { migrations: [first, second] }))).toBe('DATABASE_BUSY')
      reader.exec('COMMIT')
      expect(
        open(file, { migrations: [first, second] })
          .prepare('SELECT count(*) AS n FROM item')
          .get(),
      ).toEqual({
        n: 1,
      })
    }, 15_000)

    test('survive a kill at any of their steps', () => {
      const folder = temporaryFolder()
      const module = (path: string) => JSON.stringify(new URL(`../../../${path}`, import.meta.url).href)
      // Each read of a step's version lies between two writes; the child kills itself at the n-th.
      const program = `
        import { openDatabase } from ${module('src-main/storage/database.ts')}
        const [file, driver, deadly] = process.argv.slice(1)
        let reads = 0
        const second = { name: 'second', sql: ${JSON.stringify(second.sql)}, get version() {
          if (++reads === Number(deadly)) process.kill(process.pid, 'SIGKILL')
          return 2
        } }
        const log = { info() {} }
        openDatabase({ file, driver, log, migrations: [${JSON.stringify(first)}, second] })
      `
      let deaths = 0
      for (let deadly = 1; deadly <= 5; deadly++) {
        const file = join(folder, `${deadly}.db`)
        const before = open(file, { migrations: [first] })
        before.exec('INSERT INTO item VALUES (1, 1)')
        void before.dispose()
        try {
          execFileSync(
            process.execPath,
            ['--input-type=module', '-e', program, file, driver, String(deadly)],
            {
              stdio: 'ignore',
            },
          )
        } catch {
          deaths++
        }
        const after = open(file, { migrations: [first, second] })
        expect(after.prepare('SELECT * FROM item').all()).toEqual([{ id: 1, body: 1, extra: '7' }])
        expect(after.prepare('PRAGMA user_version').get()).toEqual({ user_version: 2 })
      }
      expect(deaths).toBeGreaterThanOrEqual(4)
    }, 60_000)
  })
})

test('migrations are numbered from 1 without a gap', () => {
  expect(migrations.map(({ version }) => version)).toEqual(migrations.map((_step, index) => index + 1))
})
