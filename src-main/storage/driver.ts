import { createRequire } from 'node:module'
import type BetterSqlite3 from 'better-sqlite3'

export type SqlValue = string | number | bigint | Uint8Array | null
export type DriverName = 'better-sqlite3' | 'libsql'

/** The little of a driver that is used, where both drivers behave alike. */
export interface Connection {
  readonly isOpen: boolean
  readonly inTransaction: boolean
  prepare(sql: string): PreparedStatement
  exec(sql: string): void
  close(): void
}

export interface PreparedStatement {
  get(parameters: readonly SqlValue[]): unknown
  all(parameters: readonly SqlValue[]): unknown[]
  iterate(parameters: readonly SqlValue[]): IterableIterator<unknown>
  run(parameters: readonly SqlValue[]): {
    readonly changes: number
    readonly lastInsertRowid: number | bigint
  }
}

// Not `require`: the bundle has one of its own.
const load = createRequire(import.meta.url)

/** better-sqlite3 needs Node-API 10; the oldest runtime (Electron 33) has 9 and gets libsql. */
const defaultDriver = (): DriverName => (Number(process.versions.napi) >= 10 ? 'better-sqlite3' : 'libsql')

/**
 * Opens a file. libsql has better-sqlite3's API but for these, none of which leaves this file: rows of `get`
 * carry `_metadata`; blobs of `all` come as ArrayBuffer; an iterator that is left early keeps its read
 * transaction; a lone blob or a boolean as parameter ends the whole process.
 * @param busyMs milliseconds to wait for another writer
 */
export function openConnection(file: string, busyMs: number, driver = defaultDriver()): Connection {
  const Driver: typeof BetterSqlite3 = driver === 'libsql' ? load('libsql') : load('better-sqlite3')
  const database = new Driver(file, { timeout: busyMs })
  return {
    get isOpen() {
      return database.open
    },
    get inTransaction() {
      return database.inTransaction
    },
    exec: (sql) => void database.exec(sql),
    close: () => void database.close(),
    prepare(sql) {
      const statement = database.prepare<SqlValue[][], unknown>(sql)
      return driver === 'libsql' ? libsqlStatement(statement) : betterSqlite3Statement(statement, sql)
    },
  }
}

// Parameters always go as one array: libsql takes a lone blob for a map of named parameters, and aborts.
type DriverStatement = BetterSqlite3.Statement<SqlValue[][], unknown>

/** better-sqlite3 takes ?1, ?2 … for names; to libsql they are places, as to SQLite. */
function betterSqlite3Statement(statement: DriverStatement, sql: string): PreparedStatement {
  const given = /\?\d/.test(sql) ? byNumber : bound
  return {
    get: (parameters) => statement.get(given(parameters)),
    all: (parameters) => statement.all(given(parameters)),
    iterate: (parameters) => statement.iterate(given(parameters)),
    run: (parameters) => statement.run(given(parameters)),
  }
}

function byNumber(parameters: readonly SqlValue[]): SqlValue[] {
  return Object.fromEntries(bound(parameters).map((value, at) => [at + 1, value])) as unknown as SqlValue[]
}

function libsqlStatement(statement: DriverStatement): PreparedStatement {
  const all = (parameters: readonly SqlValue[]) => statement.all(bound(parameters)).map(plain)
  return {
    get: (parameters) => plain(statement.get(bound(parameters))),
    all,
    iterate: (parameters) => all(parameters)[Symbol.iterator](),
    run(parameters) {
      const { changes, lastInsertRowid } = statement.run(bound(parameters))
      return { changes, lastInsertRowid }
    },
  }
}

/**
 * What may be bound. SQLite's functions and libsql end a text at its first NUL, so a NUL becomes U+FFFD, which
 * keeps every offset. Throws TypeError for any other type: libsql would end the process.
 */
function bound(parameters: readonly SqlValue[]): SqlValue[] {
  return parameters.map((value) => {
    if (typeof value === 'string') return value.includes('\0') ? value.replaceAll('\0', '\uFFFD') : value
    if (typeof value === 'number' || typeof value === 'bigint') return value
    if (value === null || value instanceof Uint8Array) return value
    throw new TypeError(`SQLite cannot hold a value of type ${typeof value}`)
  })
}

function plain(row: unknown): unknown {
  if (row === null || typeof row !== 'object') return row
  const columns = row as Record<string, unknown>
  delete columns._metadata
  for (const [name, value] of Object.entries(columns)) {
    if (value instanceof ArrayBuffer) columns[name] = Buffer.from(value)
  }
  return columns
}
