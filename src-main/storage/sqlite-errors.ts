import type { ErrorCode } from '../../src-shared/error-codes.ts'
import { AppError, toAppError } from '../base/app-error.ts'

/** Primary result codes of SQLite (https://sqlite.org/rescode.html) by number, those that are somebody's news. */
const primaryCodes: Readonly<Record<number, ErrorCode>> = {
  5: 'DATABASE_BUSY',
  6: 'DATABASE_BUSY',
  8: 'DATABASE_UNAVAILABLE',
  10: 'DATABASE_UNAVAILABLE',
  11: 'DATABASE_CORRUPT',
  13: 'DISK_FULL',
  14: 'DATABASE_UNAVAILABLE',
  26: 'DATABASE_CORRUPT',
}
const primaryNames: Readonly<Record<string, number>> = {
  BUSY: 5,
  LOCKED: 6,
  READONLY: 8,
  IOERR: 10,
  CORRUPT: 11,
  FULL: 13,
  CANTOPEN: 14,
  NOTADB: 26,
}
const unavailableErrnos = new Set(['EACCES', 'EPERM', 'EROFS', 'ENOTDIR', 'EEXIST'])

/**
 * Runs `call` and puts what the file system or a lock did to it in our words. A mistake in SQL or a violated
 * constraint is ours, and is thrown as the driver made it.
 */
export function translated<T>(call: () => T): T {
  try {
    return call()
  } catch (error) {
    throw translate(error)
  }
}

function translate(error: unknown): unknown {
  if (!(error instanceof Error)) return error
  const ours = errorCodeOf(error)
  if (ours) return new AppError(ours, { cause: error })
  const known = toAppError(error)
  return known.code === 'INTERNAL' ? error : known
}

/** Extended codes (SQLITE_IOERR_WRITE, libsql's UNKNOWN_SQLITE_ERROR_522) count as their primary one. */
function errorCodeOf(error: Error): ErrorCode | undefined {
  const code = 'code' in error ? String(error.code) : ''
  if (unavailableErrnos.has(code)) return 'DATABASE_UNAVAILABLE'
  const number = /^UNKNOWN_SQLITE_ERROR_(\d+)$/.exec(code)?.[1]
  if (number !== undefined) return primaryCodes[Number(number) & 0xff]
  const name = /^SQLITE_([A-Z]+)/.exec(code)?.[1]
  if (name !== undefined) return primaryCodes[primaryNames[name] ?? -1]
  // libsql says the number of a failed open in its message alone; better-sqlite3 has a TypeError of its own.
  const opening = /Unable to open connection to local database .*: (\d+)/.exec(error.message)?.[1]
  if (opening !== undefined) return primaryCodes[Number(opening) & 0xff]
  return error.message.startsWith('Cannot open database because') ? 'DATABASE_UNAVAILABLE' : undefined
}
