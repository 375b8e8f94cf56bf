import { errorCatalogue } from '../../src-shared/error-codes.ts'
import { AppError, factIn, toAppError } from '../base/app-error.ts'

/** What a call that threw says of its server. `neutral`: nothing. */
export type CallOutcome = 'failure' | 'neutral'

/**
 * Deadlines, broken connections, 5xx and broken answers are failures. A 4xx, a busy server (429, 503 with a
 * Retry-After), a call that was never made and a person's abort are not; nor is a vector that cannot be used,
 * which tells of its text, nor a full disk, which no rest mends and where reading goes on. An abort by a deadline
 * of ours further out is that deadline.
 *
 * @param signal of the caller
 */
export function outcomeOf(error: unknown, signal: AbortSignal | undefined): CallOutcome {
  if (signal?.aborted) return isDeadline(signal.reason) ? 'failure' : 'neutral'
  if (!(error instanceof AppError)) return isAbortError(error) ? 'neutral' : 'failure'
  if (error.code === 'CANCELLED') return isDeadline(error.cause) ? 'failure' : 'neutral'
  return neutralCodes.has(error.code) || isRefusal(error.data) ? 'neutral' : 'failure'
}

const neutralCodes: ReadonlySet<string> = new Set([
  'INVALID_INPUT',
  'NOT_FOUND',
  'TOO_LARGE',
  'MODEL_NOT_FOUND',
  'MODEL_BUSY',
  'EMBEDDING_INVALID',
  'DISK_FULL',
  'CIRCUIT_OPEN',
  'POOL_FULL',
  'POOL_TIMEOUT',
  'SHUTTING_DOWN',
])

export function isDeadline(reason: unknown): boolean {
  return deadlineIn(reason) !== undefined
}

/** What a failure is put down to: where a deadline of ours ended the call, that, and not the abort that it was told by. */
export function blamedError(error: unknown, signal: AbortSignal | undefined): unknown {
  return deadlineIn(error) ?? (signal?.aborted ? deadlineIn(signal.reason) : undefined) ?? error
}

function deadlineIn(reason: unknown): Error | undefined {
  if (reason instanceof AppError) {
    return reason.code.startsWith('DEADLINE_') ? reason : deadlineIn(reason.cause)
  }
  return reason instanceof Error && reason.name === 'TimeoutError' ? reason : undefined
}

/**
 * A 4xx blames the caller, whatever code it was given; 408 is the server's own deadline.
 *
 * @param data of the AppError
 */
export function isRefusal(data: unknown): boolean {
  const status = statusOf(data)
  return status !== undefined && status >= 400 && status < 500 && status !== 408
}

/** Of what a server answered; undefined where it answered nothing. @param data of the AppError */
export function statusOf(data: unknown): number | undefined {
  const status = factIn(data, 'status')
  return typeof status === 'number' ? status : undefined
}

function isAbortError(error: unknown): boolean {
  return error instanceof Error && error.name === 'AbortError'
}

/** What a person is told of whatever was thrown; never throws itself. */
export function saidBy(error: unknown): string {
  if (error instanceof Error) return error.message
  return typeof error === 'string' ? error : toAppError(error).message
}

/**
 * The same for what is kept and logged: what a server answered in its own words may repeat what it was sent, so it
 * is told by our words for its code and the status.
 */
export function ownWordsFor(error: unknown): string {
  if (!(error instanceof AppError)) return saidBy(error)
  const status = statusOf(error.data)
  if (status === undefined) return error.message
  return `${errorCatalogue[error.code].message} (It answered ${status}.)`
}
