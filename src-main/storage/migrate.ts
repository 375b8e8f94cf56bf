import { closeSync, copyFileSync, fsyncSync, openSync, renameSync, rmSync } from 'node:fs'
import { AppError } from '../base/app-error.ts'
import type { Logger } from '../base/logger.ts'
import type { Database } from './database.ts'
import type { Migration } from './migrations/index.ts'

const versionOf = (database: Database): number =>
  database.prepare<{ user_version: number }>('PRAGMA user_version').get()?.user_version ?? 0

/** Throws DATABASE_TOO_NEW where a newer Alcove wrote the file: this one would spoil what it does not know. */
export function assertKnownVersion(database: Database, steps: readonly Migration[]): void {
  const found = versionOf(database)
  const newest = steps.at(-1)?.version ?? 0
  if (found > newest) {
    throw new AppError('DATABASE_TOO_NEW', {
      message: `The database was written by a newer Alcove (schema ${found}; this one knows ${newest}). Install the newer one to open it.`,
      data: { found, newest },
    })
  }
}

/**
 * Brings the schema up to date: a copy, then one transaction a step, so a kill leaves a whole version. A file that
 * is being made has nothing worth a copy.
 */
export function migrate(database: Database, steps: readonly Migration[], log: Logger): void {
  const found = versionOf(database)
  for (const step of steps) {
    if (step.version <= found) continue
    if (found > 0) copyBefore(database, step.version)
    database.transaction(() => {
      database.exec(step.sql)
      database.exec(`PRAGMA user_version = ${step.version}`)
    })
    log.info({ version: step.version, name: step.name }, 'database migrated')
  }
}

/**
 * `<file>.before-<version>`, whole or not at all; one of an earlier try is replaced, for the file has lived on
 * since. A copy of the file, not VACUUM INTO: that renumbers rows, and full-text tables point to them.
 */
function copyBefore(database: Database, version: number): void {
  if (database.file === ':memory:') return
  const result = database.prepare<{ busy: number }>('PRAGMA wal_checkpoint(TRUNCATE)').get()
  // A reader elsewhere keeps part of the content in the WAL: a copy of the file alone would lack it.
  if (result?.busy !== 0) throw new AppError('DATABASE_BUSY')
  const copy = `${database.file}.before-${version}`
  const part = `${copy}.part`
  try {
    copyFileSync(database.file, part)
    const descriptor = openSync(part, 'r+')
    try {
      fsyncSync(descriptor)
    } finally {
      closeSync(descriptor)
    }
    renameSync(part, copy)
  } catch (error) {
    rmSync(part, { force: true })
    throw error
  }
}
