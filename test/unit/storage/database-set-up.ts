import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { AppError } from '../../../src-main/base/app-error.ts'
import { type Database, type OpenOptions, openDatabase } from '../../../src-main/storage/database.ts'
import { silentLog } from '../../fakes/silent-log.ts'
import { temporaryFolder } from './temporary-folder.ts'

export const first = { version: 1, name: 'first', sql: 'CREATE TABLE item (id INTEGER PRIMARY KEY, body) ' }
export const second = { version: 2, name: 'second', sql: 'ALTER TABLE item ADD COLUMN extra TEXT DEFAULT 7' }

export const codeOf = (call: () => unknown): unknown => {
  try {
    call()
  } catch (error) {
    return error instanceof AppError ? error.code : error
  }
  return 'nothing thrown'
}

export const drivers = ['better-sqlite3', 'libsql'] as const

/** How a test opens databases on one driver: each is closed when the test has finished. */
export function databasesOn(driver: (typeof drivers)[number]) {
  const open = (file: string, options: Partial<OpenOptions> = {}): Database => {
    const database = openDatabase({ file, driver, log: silentLog().scope('test'), ...options })
    onTestFinished(() => void database.dispose())
    return database
  }
  const items = (options: Partial<OpenOptions> = {}) =>
    open(join(temporaryFolder(), 'a.db'), { migrations: [first], ...options })
  return { open, items }
}
