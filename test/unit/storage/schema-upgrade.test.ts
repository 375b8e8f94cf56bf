import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { firstSchema } from '../../../src-main/storage/migrations/0001-first-schema.ts'
import { migrations } from '../../../src-main/storage/migrations/index.ts'
import { databasesOn, drivers } from './database-set-up.ts'
import { temporaryFolder } from './temporary-folder.ts'

const newest = migrations.at(-1)?.version

describe.each(drivers)('a library of schema 1 on %s', (driver) => {
  const { open } = databasesOn(driver)

  test('is brought to the newest, keeps what it holds, and is there as it was beside it', () => {
    const file = join(temporaryFolder(), 'alcove.db')
    const before = open(file, { migrations: [firstSchema] })
    before.exec(`INSERT INTO collection (id, name, created_at) VALUES ('c', 'Huts', 1)`)
    void before.dispose()

    const after = open(file)
    expect(after.prepare('PRAGMA user_version').get()).toEqual({ user_version: newest })
    expect(after.prepare('SELECT id, name FROM collection').all()).toEqual([{ id: 'c', name: 'Huts' }])
    expect(after.prepare('SELECT count(*) AS n FROM breaker_transition').get()).toEqual({ n: 0 })

    const copy = open(`${file}.before-2`, { migrations: [firstSchema] })
    expect(copy.prepare('SELECT id, name FROM collection').all()).toEqual([{ id: 'c', name: 'Huts' }])
    expect(copy.prepare(`SELECT name FROM sqlite_master WHERE name = 'breaker_transition'`).all()).toEqual([])
  })

  test('that is new has the same schema as one that was upgraded, and no copies', () => {
    const folder = temporaryFolder()
    const old = join(folder, 'old.db')
    void open(old, { migrations: [firstSchema] }).dispose()
    const fresh = join(folder, 'new.db')
    const schemaOf = (file: string) =>
      open(file).prepare('SELECT type, name, sql FROM sqlite_master ORDER BY type, name').all()
    expect(schemaOf(fresh)).toEqual(schemaOf(old))
    expect(existsSync(`${old}.before-2`)).toBe(true)
    expect(existsSync(`${fresh}.before-2`)).toBe(false)
  })
})
