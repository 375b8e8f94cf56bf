import { ChromaClientError, ChromaValueError } from 'chromadb'
import { AppError } from '../base/app-error.ts'
import type { VectorStoreState } from './vector-store.ts'

/** As SQLite and the system say it inside Chroma: it has no code for it. */
const isDiskFull = (error: unknown): boolean =>
  error instanceof Error && /disk is full|no space left/i.test(error.message)

/**
 * What a failed call means to its caller: a refused request is our mistake, a full disk is the disk's, anything
 * else an absent server.
 */
export function chromaError(error: unknown, state: VectorStoreState): AppError {
  if (error instanceof ChromaClientError || error instanceof ChromaValueError) {
    return new AppError('INTERNAL', {
      message: `The vector store refused a request: ${error.message}`,
      cause: error,
    })
  }
  if (isDiskFull(error)) return new AppError('DISK_FULL', { cause: error })
  return new AppError('VECTOR_STORE_UNAVAILABLE', {
    ...(state.state === 'down' ? { data: { reason: state.reason } } : {}),
    cause: error,
  })
}
