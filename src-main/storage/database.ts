import { mkdirSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import type { ErrorCode } from '../../src-shared/error-codes.ts'
import { AppError, toAppError } from '../base/app-error.ts'
import type { Disposable } from '../base/disposable.ts'
import type { Logger } from '../base/logger.ts'
import { type Connection, type DriverName, openConnection, type SqlValue } from './driver.ts'
import { assertKnownVersion, migrate } from './migrate.ts'
import { type Migration, migrations } from './migrations/index.ts'
import { translated } from './sqlite-errors.ts'

export type { SqlValue } from './driver.ts'

/** A prepared statement. Parameters are positional (`?`, or `?1`, `?2` …); rows are plain objects, blobs in them are Buffers. */
export interface Statement<Row> {
  get(...parameters: SqlValue[]): Row | undefined
  all(...parameters: SqlValue[]): Row[]
  /** Nothing may be written before the iterator has ended or was left. */
  iterate(...parameters: SqlValue[]): IterableIterator<Row>
  run(...parameters: SqlValue[]): { readonly changes: number; readonly lastInsertRowid: number | bigint }
}

/**
 * SQLite in WAL mode, synchronous: keep every call small, the main process waits for it (invariant 6). Errors
 * of the file system and of locking are thrown as AppError (DISK_FULL, DATABASE_BUSY, DATABASE_CORRUPT,
 * DATABASE_UNAVAILABLE); those of the SQL itself as the driver makes them.
 */
export interface Database extends Disposable {
  readonly file: string
  prepare<Row = Record<string, SqlValue>>(sql: string): Statement<Row>
  exec(sql: string): void
  /**
   * BEGIN IMMEDIATE … COMMIT; all of it is undone when `work` throws. A nested call is a savepoint: undone
   * alone where the outer work catches its error. `work` is synchronous; a promise out of it is a TypeError.
   */
  transaction<T>(work: () => T): T
  /** Bytes of the file and its WAL. */
  size(): number
}

export interface OpenOptions {
  readonly file: string
  readonly log: Logger
  readonly migrations?: readonly Migration[]
  /** @default what this runtime can load (driver.ts) */
  readonly driver?: DriverName
}

/** The main process stands still meanwhile: long enough for a checkpoint, short enough not to be felt. */
const BUSY_TIMEOUT_MS = 250
/** The folder holds a person's documents: nobody else on the machine has business in it. */
const OWNER_ONLY = 0o700

/**
 * Opens, checks and migrates. Throws DATABASE_CORRUPT where quick_check fails, DATABASE_TOO_NEW where a newer
 * Alcove wrote it (both before anything is written), DATABASE_UNAVAILABLE where it cannot be opened.
 */
export function openDatabase({ file, log, migrations: steps = migrations, driver }: OpenOptions): Database {
  let connection: Connection | undefined
  try {
    if (file !== ':memory:') translated(() => mkdirSync(dirname(file), { recursive: true, mode: OWNER_ONLY }))
    connection = translated(() => openConnection(file, BUSY_TIMEOUT_MS, driver))
    const database = new SqliteDatabase(connection, file)
    check(database)
    assertKnownVersion(database, steps)
    database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA foreign_keys = ON')
    migrate(database, steps, log)
    return database
  } catch (error) {
    connection?.close()
    throw atFile(file, toAppError(error))
  }
}

/** With the file, and what a person can do: at start there is no window yet to look it up in. */
function atFile(file: string, error: AppError): AppError {
  const { code, data } = error
  const messages: Partial<Record<ErrorCode, string>> = {
    DATABASE_CORRUPT: `The database is damaged: ${file}. It was left as it is. Put a copy of it back, or move it away to begin with an empty library; your documents themselves are not in it.`,
    DATABASE_UNAVAILABLE: `The database cannot be opened, read or written: ${file}. Its permissions, or those of its folder, may forbid it.`,
    DATABASE_BUSY: `The database is in use by another program: ${file}. Close that program and start Alcove again.`,
  }
  const message = messages[code]
  return message === undefined
    ? error
    : new AppError(code, { message, cause: error, ...(data === undefined ? {} : { data }) })
}

function check(database: Database): void {
  const rows = database.prepare<{ quick_check: string }>('PRAGMA quick_check(1)').all()
  if (rows[0]?.quick_check !== 'ok') {
    throw new AppError('DATABASE_CORRUPT', { data: { file: database.file, finding: rows[0]?.quick_check } })
  }
}

class SqliteDatabase implements Database {
  readonly file: string
  readonly #connection: Connection
  #depth = 0

  constructor(connection: Connection, file: string) {
    this.#connection = connection
    this.file = file
  }

  prepare<Row>(sql: string): Statement<Row> {
    const statement = translated(() => this.#connection.prepare(sql))
    return {
      get: (...parameters) => translated(() => statement.get(parameters)) as Row | undefined,
      all: (...parameters) => translated(() => statement.all(parameters)) as Row[],
      iterate: (...parameters) => translatedRows<Row>(() => statement.iterate(parameters)),
      run: (...parameters) => translated(() => statement.run(parameters)),
    }
  }

  exec(sql: string): void {
    translated(() => this.#connection.exec(sql))
  }

  transaction<T>(work: () => T): T {
    const [begin, commit, rollback] =
      this.#depth === 0
        ? ['BEGIN IMMEDIATE', 'COMMIT', 'ROLLBACK']
        : [
            `SAVEPOINT s${this.#depth}`,
            `RELEASE s${this.#depth}`,
            `ROLLBACK TO s${this.#depth}; RELEASE s${this.#depth}`,
          ]
    this.exec(begin)
    this.#depth++
    try {
      const result = work()
      if (result instanceof Promise) throw new TypeError('The work of a transaction must be synchronous')
      this.exec(commit)
      return result
    } catch (error) {
      this.#undo(rollback)
      throw error
    } finally {
      this.#depth--
    }
  }

  size(): number {
    if (this.file === ':memory:') return 0
    return [this.file, `${this.file}-wal`].reduce(
      (sum, part) => sum + (statSync(part, { throwIfNoEntry: false })?.size ?? 0),
      0,
    )
  }

  /** The WAL goes into the file first: libsql leaves that undone while a statement is not yet collected. */
  dispose(): void {
    if (!this.#connection.isOpen) return
    try {
      this.exec('PRAGMA wal_checkpoint(TRUNCATE)')
    } catch {
      // A full disk, say: the WAL stays, and the next start reads it.
    } finally {
      this.#connection.close()
    }
  }

  /** A full disk may have undone it already; a failure here must not hide the one that led to it. */
  #undo(rollback: string): void {
    try {
      if (this.#connection.isOpen && this.#connection.inTransaction) this.exec(rollback)
    } catch {
      // The error of the work itself says more.
    }
  }
}

function* translatedRows<Row>(open: () => IterableIterator<unknown>): IterableIterator<Row> {
  const rows = translated(open)
  try {
    for (;;) {
      const { done, value } = translated(() => rows.next())
      if (done) return
      yield value as Row
    }
  } finally {
    rows.return?.()
  }
}
