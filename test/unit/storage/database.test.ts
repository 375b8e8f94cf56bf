import fc from 'fast-check'
import { describe, expect, onTestFinished, test } from 'vitest'
import type { Database } from '../../../src-main/storage/database.ts'
import { openConnection } from '../../../src-main/storage/driver.ts'
import { codeOf, databasesOn, drivers } from './database-set-up.ts'

// Electron 33 runs libsql, everything newer better-sqlite3: what holds of one holds of the other.
describe.each(drivers)('a database on %s', (driver) => {
  const { items } = databasesOn(driver)

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
})
