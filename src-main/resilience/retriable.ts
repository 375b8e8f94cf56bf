import type { ErrorCode } from '../../src-shared/error-codes.ts'
import { AppError } from '../base/app-error.ts'
import { isDeadline } from './call-outcome.ts'

/**
 * Whether the same call made again may well succeed: a server that was not there, broke the connection, failed by
 * its own account or was busy.
 *
 * Not a 4xx, which blames the call, but for a 429 that says when to come again. Not a deadline, whose time is used
 * up, but for that of connecting, which the server has not even seen. Not what only a person can mend (a model that
 * is missing or does not load, a full disk), what tells of the input (a vector that cannot be used), an answer that
 * was broken rather than absent, a call that was never made, or an abort.
 */
export function isRetriable(error: unknown): boolean {
  if (!(error instanceof AppError)) return false
  if (error.code === 'DEADLINE_CONNECT') return true
  if (isDeadline(error.cause)) return false
  const status = numberIn(error.data, 'status')
  if (status === 429) return retryAfterMs(error) !== null
  if (status !== null && status < 500) return false
  return retriableCodes.has(error.code) || (error.code === 'MODEL_FAILED' && status !== null)
}

const retriableCodes: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'MODEL_UNAVAILABLE',
  'MODEL_BUSY',
  'VECTOR_STORE_UNAVAILABLE',
])

/** What the server asked for, in milliseconds; null where it did not. */
export function retryAfterMs(error: unknown): number | null {
  const seconds = error instanceof AppError ? numberIn(error.data, 'retryAfter') : null
  return seconds === null ? null : seconds * 1_000
}

function numberIn(data: unknown, key: 'status' | 'retryAfter'): number | null {
  const value =
    typeof data === 'object' && data !== null && key in data
      ? (data as Readonly<Record<string, unknown>>)[key]
      : null
  return typeof value === 'number' ? value : null
}
