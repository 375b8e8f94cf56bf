import {
  ChromaClientError,
  ChromaForbiddenError,
  ChromaQuotaExceededError,
  ChromaRateLimitError,
  ChromaUnauthorizedError,
  ChromaUniqueError,
  ChromaValueError,
} from 'chromadb'
import { AppError } from '../base/app-error.ts'
import type { VectorStoreState } from './vector-store.ts'

/** As SQLite and the system say it inside Chroma: it has no code for it. */
const isDiskFull = (error: unknown): boolean =>
  error instanceof Error && /disk is full|no space left/i.test(error.message)

/** What its client makes of each 4xx but 400, 422 and 404. It drops the answer's Retry-After. */
const refusals = [
  [ChromaUnauthorizedError, 401],
  [ChromaForbiddenError, 403],
  [ChromaUniqueError, 409],
  [ChromaQuotaExceededError, 422],
  [ChromaRateLimitError, 429],
] as const

/**
 * What a failed call means to its caller: a refused request is our mistake, a full disk is the disk's, anything
 * else a store that is of no use now. `data.status` where it answered with a 4xx: then it is well, and only does
 * not want this call (a wrong token, a quota).
 */
export function chromaError(error: unknown, state: VectorStoreState): AppError {
  if (error instanceof ChromaClientError || error instanceof ChromaValueError) {
    return new AppError('INTERNAL', {
      message: `The vector store refused a request: ${error.message}`,
      data: { status: 400 },
      cause: error,
    })
  }
  if (isDiskFull(error)) return new AppError('DISK_FULL', { cause: error })
  const [, status] = refusals.find(([type]) => error instanceof type) ?? []
  if (status !== undefined) {
    const message = `The vector store refuses calls (${status}): ${(error as Error).message}`
    return new AppError('VECTOR_STORE_UNAVAILABLE', { message, data: { status }, cause: error })
  }
  return new AppError('VECTOR_STORE_UNAVAILABLE', {
    ...(state.state === 'down' ? { data: { reason: state.reason } } : {}),
    cause: error,
  })
}

/** A call that our deadline ended. Its client says only that it could not connect. */
export function chromaTooLate(afterMs: number): AppError {
  return new AppError('VECTOR_STORE_UNAVAILABLE', {
    message: `The vector store did not answer within ${afterMs / 1_000} s.`,
    data: { afterMs },
    cause: new AppError('DEADLINE_TOTAL', { data: { afterMs } }),
  })
}
