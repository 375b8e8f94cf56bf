import { copyFileSync, existsSync, mkdirSync, renameSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import type BetterSqlite3 from 'better-sqlite3'
import { AppError, toAppError } from '../base/app-error.ts'
import type { Disposable } from '../base/disposable.ts'
import type { Logger } from '../base/logger.ts'
import { type Migration, migrations } from './migrations/index.ts'

export type SqlValue = string | number | bigint | Uint8Array | null

/** A prepared statement. Parameters are positional; rows are plain objects. */
export interface Statement<Row> {
  get(...parameters: SqlValue[]): Row | undefined
  all(...parameters: SqlValue[]): Row[]
  iterate(...parameters: SqlValue[]): IterableIterator<Row>
  run(...parameters: SqlValue[]): { readonly changes: number; readonly lastInsertRowid: number | bigint }
}

/**
 * SQLite in WAL mode, synchronous: keep every call small, the main process waits for it (invariant 6). Errors
 * of the file system and of locking are thrown as AppError (DISK_FULL, DATABASE_BUSY, DATABASE_CORRUPT).
 */
export interface Database extends Disposable {
  readonly file: string
  prepare<Row = Record<string, SqlValue>>(sql: string): Statement<Row>
  exec(sql: string): void
  /** BEGIN IMMEDIATE … COMMIT; rolled back when `work` throws. Nested calls join the outer one. */
  transaction<T>(work: () => T): T
  /** Bytes of the file and its WAL. */
  size(): number
}

export interface OpenOptions {
  readonly file: string
  readonly log: Logger
  readonly migrations?: readonly Migration[]
}

const BUSY_TIMEOUT_MS = 2_000
const require = createRequire(import.meta.url)

/**
 * better-sqlite3 needs Node-API 10. The oldest runtime (Electron 33) has 9 and gets libsql, which has the same
 * API but for `pragma(…, { simple: true })` and an extra `_metadata` on rows; neither leaves this file.
 */
function loadDriver(): typeof BetterSqlite3 {
  return Number(process.versions.napi) >= 10 ? require('better-sqlite3') : require('libsql')
}

/** Opens, checks and migrates. Throws DATABASE_CORRUPT where quick_check fails; the file is left as it is. */
export function openDatabase({ file, log, migrations: steps = migrations }: OpenOptions): Database {
  if (file !== ':memory:') mkdirSync(dirname(file), { recursive: true })
  const Driver = loadDriver()
  let connection: BetterSqlite3.Database | undefined
  try {
    connection = new Driver(file, { timeout: BUSY_TIMEOUT_MS })
    connection.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA foreign_keys = ON')
    const database = new SqliteDatabase(connection, file)
    check(database)
    migrate(database, steps, log)
    return database
  } catch (error) {
    connection?.close()
    throw toAppError(error)
  }
}

function check(database: Database): void {
  const rows = database.prepare<{ quick_check: string }>('PRAGMA quick_check(1)').all()
  if (rows[0]?.quick_check !== 'ok') {
    throw new AppError('DATABASE_CORRUPT', { data: { file: database.file, finding: rows[0]?.quick_check } })
  }
}

function migrate(database: Database, steps: readonly Migration[], log: Logger): void {
  const version = () =>
    database.prepare<{ user_version: number }>('PRAGMA user_version').get()?.user_version ?? 0
  const newest = steps.at(-1)?.version ?? 0
  if (version() > newest) {
    throw new AppError('DATABASE_CORRUPT', {
      message: `The database was written by a newer Alcove (schema ${version()}, this one knows ${newest}).`,
    })
  }
  for (const step of steps.filter((candidate) => candidate.version > version())) {
    if (version() > 0) copyBefore(database, step.version)
    database.transaction(() => {
      database.exec(step.sql)
      database.exec(`PRAGMA user_version = ${step.version}`)
    })
    log.info({ version: step.version, name: step.name }, 'database migrated')
  }
}

/** `alcove.db.before-<version>` beside the file, whole or not at all. */
function copyBefore(database: Database, version: number): void {
  if (database.file === ':memory:') return
  database.exec('PRAGMA wal_checkpoint(TRUNCATE)')
  const copy = join(dirname(database.file), `alcove.db.before-${version}`)
  if (existsSync(copy)) return
  copyFileSync(database.file, `${copy}.part`)
  renameSync(`${copy}.part`, copy)
  rmSync(`${copy}.part`, { force: true })
}

class SqliteDatabase implements Database {
  readonly file: string
  readonly #connection: BetterSqlite3.Database
  #depth = 0

  constructor(connection: BetterSqlite3.Database, file: string) {
    this.#connection = connection
    this.file = file
  }

  prepare<Row>(sql: string): Statement<Row> {
    const statement = translated(() => this.#connection.prepare<SqlValue[], Row>(sql))
    return {
      get: (...parameters) => translated(() => plain(statement.get(...parameters))),
      all: (...parameters) => translated(() => statement.all(...parameters).map((row) => plain(row) as Row)),
      iterate: function* (...parameters) {
        for (const row of statement.iterate(...parameters)) yield plain(row) as Row
      },
      run: (...parameters) => translated(() => statement.run(...parameters)),
    }
  }

  exec(sql: string): void {
    translated(() => this.#connection.exec(sql))
  }

  transaction<T>(work: () => T): T {
    if (this.#depth > 0) return work()
    this.exec('BEGIN IMMEDIATE')
    this.#depth++
    try {
      const result = work()
      this.exec('COMMIT')
      return result
    } catch (error) {
      if (this.#connection.inTransaction) this.exec('ROLLBACK')
      throw error
    } finally {
      this.#depth--
    }
  }

  size(): number {
    const row = this.prepare<{ bytes: number }>(
      'SELECT page_count * page_size AS bytes FROM pragma_page_count(), pragma_page_size()',
    ).get()
    return row?.bytes ?? 0
  }

  dispose(): void {
    if (this.#connection.open) this.#connection.close()
  }
}

/** libsql's extra property. */
function plain<Row>(row: Row): Row {
  if (row !== null && typeof row === 'object' && '_metadata' in row)
    delete (row as { _metadata?: unknown })._metadata
  return row
}

function translated<T>(call: () => T): T {
  try {
    return call()
  } catch (error) {
    const translatedError = toAppError(error)
    throw translatedError.code === 'INTERNAL' ? error : translatedError
  }
}
