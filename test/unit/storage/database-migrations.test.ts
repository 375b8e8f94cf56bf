import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { openConnection } from '../../../src-main/storage/driver.ts'
import { migrations } from '../../../src-main/storage/migrations/index.ts'
import { codeOf, databasesOn, drivers, first, second } from './database-set-up.ts'
import { temporaryFolder } from './temporary-folder.ts'

// Electron 33 runs libsql, everything newer better-sqlite3: what holds of one holds of the other.
describe.each(drivers)('migrations on %s', (driver) => {
  const { open } = databasesOn(driver)

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
        execFileSync(process.execPath, ['--input-type=module', '-e', program, file, driver, String(deadly)], {
          stdio: 'ignore',
        })
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
test('migrations are numbered from 1 without a gap', () => {
  expect(migrations.map(({ version }) => version)).toEqual(migrations.map((_step, index) => index + 1))
})
