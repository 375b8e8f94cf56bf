import { ChromaClientError, ChromaValueError } from 'chromadb'
import { AppError } from '../base/app-error.ts'
import type { VectorStoreState } from './vector-store.ts'

/** What a failed call means to its caller: a refused request is our mistake, anything else an absent server. */
export function chromaError(error: unknown, state: VectorStoreState): AppError {
  if (error instanceof ChromaClientError || error instanceof ChromaValueError) {
    return new AppError('INTERNAL', {
      message: `The vector store refused a request: ${error.message}`,
      cause: error,
    })
  }
  return new AppError('VECTOR_STORE_UNAVAILABLE', {
    ...(state.state === 'down' ? { data: { reason: state.reason } } : {}),
    cause: error,
  })
}
