import type { ErrorCode } from '../../src-shared/error-codes.ts'
import { AppError, factIn } from '../base/app-error.ts'
import { isDeadline, statusOf } from './call-outcome.ts'

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
  const status = statusOf(error.data)
  if (status === 429) return retryAfterMs(error) !== null
  if (status !== undefined && status < 500) return false
  return retriableCodes.has(error.code) || (error.code === 'MODEL_FAILED' && status !== undefined)
}

const retriableCodes: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'MODEL_UNAVAILABLE',
  'MODEL_BUSY',
  'VECTOR_STORE_UNAVAILABLE',
])

/** What the server asked for, in milliseconds; null where it did not. */
export function retryAfterMs(error: unknown): number | null {
  const seconds = error instanceof AppError ? factIn(error.data, 'retryAfter') : null
  return typeof seconds === 'number' ? seconds * 1_000 : null
}
