import { execFileSync } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, onTestFinished, test } from 'vitest'
import { AppError } from '../../../src-main/base/app-error.ts'
import { type Database, type OpenOptions, openDatabase } from '../../../src-main/storage/database.ts'
import { openConnection } from '../../../src-main/storage/driver.ts'
import { migrations } from '../../../src-main/storage/migrations/index.ts'
import { silentLog } from '../../fakes/silent-log.ts'
import { temporaryFolder } from './temporary-folder.ts'

const first = { version: 1, name: 'first', sql: 'CREATE TABLE item (id INTEGER PRIMARY KEY, body) ' }
const second = { version: 2, name: 'second', sql: 'ALTER TABLE item ADD COLUMN extra TEXT DEFAULT 7' }

const codeOf = (call: () => unknown): unknown => {
  try {
    call()
  } catch (error) {
    return error instanceof AppError ? error.code : error
  }
  return 'nothing thrown'
}

// Electron 33 runs libsql, everything newer better-sqlite3: what holds of one holds of the other.
describe.each(['better-sqlite3', 'libsql'] as const)('a database on %s', (driver) => {
  const open = (file: string, options: Partial<OpenOptions> = {}): Database => {
    const database = openDatabase({ file, driver, log: silentLog().scope('test'), ...options })
    onTestFinished(() => void database.dispose())
    return database
  }
  const items = (options: Partial<OpenOptions> = {}) =>
    open(join(temporaryFolder(), 'a.db'), { migrations: [first], ...options })

  describe('rows', () => {
    test('are plain objects, and a row that is not there is undefined', () => {
      const database = items()
      database.prepare('INSERT INTO item VALUES (?, ?)').run(1, 'text')
      const byId = database.prepare('SELECT * FROM item WHERE id = ?')
      expect(byId.get(1)).toEqual({ id: 1, body: 'text' })
      expect(byId.get(2)).toBeUndefined()
      expect(byId.all(1)).toEqual([{ id: 1, body: 'text' }])
      expect([...byId.iterate(1)]).toEqual([{ id: 1, body: 'text' }])
    })

    test('hold blobs as Buffers, by get, all and iterate alike', () => {
      const database = items()
      const vector = new Float32Array([0.25, -1])
      database.prepare('INSERT INTO item VALUES (1, ?)').run(new Uint8Array(vector.buffer))
      const statement = database.prepare<{ body: Buffer }>('SELECT body FROM item')
      for (const row of [statement.get(), statement.all()[0], [...statement.iterate()][0]]) {
        expect(Buffer.isBuffer(row?.body)).toBe(true)
        expect(row?.body.equals(Buffer.from(vector.buffer))).toBe(true)
      }
    })

    test('are found by a lone blob, and by a lone null', () => {
      const database = items()
      database.prepare('INSERT INTO item VALUES (1, ?)').run(Buffer.from('key'))
      const byBody = database.prepare('SELECT id FROM item WHERE body IS ?')
      expect(byBody.get(Buffer.from('key'))).toEqual({ id: 1 })
      expect(byBody.get(null)).toBeUndefined()
    })

    test('keep a view into a larger buffer as that view', () => {
      const database = items()
      database.prepare('INSERT INTO item VALUES (1, ?)').run(new Uint8Array([9, 1, 2, 9]).subarray(1, 3))
      expect(database.prepare('SELECT hex(body) AS hex FROM item').get()).toEqual({ hex: '0102' })
    })

    test('give back every text with its length kept, whatever is in it', () => {
      const database = items()
      const echo = database.prepare<{ body: string }>('SELECT ? AS body')
      fc.assert(
        fc.property(fc.string({ unit: 'binary' }), (text) => {
          expect(echo.get(text)?.body).toBe(text.replaceAll('\0', '\uFFFD'))
        }),
      )
      expect(database.prepare('SELECT length(?) AS length').get('a\0b')).toEqual({ length: 3 })
    })

    test('refuse a value that SQLite cannot hold, by a TypeError', () => {
      const statement = items().prepare('SELECT ? AS value')
      expect(() => statement.get(true as never)).toThrow(TypeError)
      expect(() => statement.all({ a: 1 } as never)).toThrow(TypeError)
    })

    test('tell how many changed and the new id, and nothing else', () => {
      const insert = items().prepare('INSERT INTO item (body) VALUES (?)')
      expect(insert.run('a')).toEqual({ changes: 1, lastInsertRowid: 1 })
    })

    test('can be written right after an iterator was left early', () => {
      const database = items()
      const insert = database.prepare('INSERT INTO item (body) VALUES (?)')
      for (let n = 0; n < 300; n++) insert.run(n)
      for (const _row of database.prepare('SELECT * FROM item').iterate()) break
      expect(insert.run('after').changes).toBe(1)
      database.exec('DROP TABLE item')
    })
  })

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

  describe('a transaction', () => {
    const count = (database: Database) =>
      database.prepare<{ n: number }>('SELECT count(*) AS n FROM item').get()?.n

    test('gives what its work gives, and undoes all when that throws', () => {
      const database = items()
      expect(
        database.transaction(() => database.prepare('INSERT INTO item VALUES (1, 1)').run().changes),
      ).toBe(1)
      expect(() =>
        database.transaction(() => {
          database.exec('INSERT INTO item VALUES (2, 2)')
          throw new Error('no')
        }),
      ).toThrow('no')
      expect(count(database)).toBe(1)
      expect(database.transaction(() => 'works again')).toBe('works again')
    })

    test('inside another is undone alone where its error is caught', () => {
      const database = items()
      database.transaction(() => {
        database.exec('INSERT INTO item VALUES (1, 1)')
        try {
          database.transaction(() => {
            database.exec('INSERT INTO item VALUES (2, 2)')
            database.transaction(() => database.exec('INSERT INTO item VALUES (3, 3)'))
            throw new Error('inner')
          })
        } catch {
          // What came before it stays.
        }
        database.transaction(() => database.exec('INSERT INTO item VALUES (4, 4)'))
      })
      expect(database.prepare('SELECT id FROM item').all()).toEqual([{ id: 1 }, { id: 4 }])
    })

    test('inside another is undone with it', () => {
      const database = items()
      expect(() =>
        database.transaction(() => {
          database.transaction(() => database.exec('INSERT INTO item VALUES (1, 1)'))
          throw new Error('outer')
        }),
      ).toThrow('outer')
      expect(count(database)).toBe(0)
    })

    test('refuses work that is not done when it returns', () => {
      const database = items()
      expect(() => database.transaction(async () => database.exec('INSERT INTO item VALUES (1, 1)'))).toThrow(
        TypeError,
      )
      expect(count(database)).toBe(0)
    })

    test('says DATABASE_BUSY while another connection writes, and works after it', () => {
      const database = items()
      const other = openConnection(database.file, 0, driver)
      onTestFinished(() => other.close())
      other.exec('BEGIN IMMEDIATE')
      expect(codeOf(() => database.transaction(() => null))).toBe('DATABASE_BUSY')
      other.exec('ROLLBACK')
      expect(database.transaction(() => 'mine')).toBe('mine')
    }, 15_000)

    test('says DISK_FULL where nothing more fits, and leaves what was there', () => {
      const database = items()
      database.exec('INSERT INTO item VALUES (1, 1)')
      database.prepare('PRAGMA max_page_count = 10').get()
      const fill = () =>
        database.transaction(() => {
          const insert = database.prepare('INSERT INTO item (body) VALUES (?)')
          for (let n = 0; n < 50; n++) insert.run('x'.repeat(4_000))
        })
      expect(codeOf(fill)).toBe('DISK_FULL')
      expect(count(database)).toBe(1)
      database.prepare('PRAGMA max_page_count = 1000').get()
      expect(database.transaction(() => 'works again')).toBe('works again')
    })

    test('passes a violated constraint on as the driver says it', () => {
      const database = items()
      database.exec('INSERT INTO item VALUES (1, 1)')
      expect(codeOf(() => database.prepare('INSERT INTO item VALUES (1, 1)').run())).toMatchObject({
        code: 'SQLITE_CONSTRAINT_PRIMARYKEY',
      })
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
