import { describe, expect, it } from 'vitest'
import { AppError } from '../../../src-main/base/app-error.ts'
import { isRetriable } from '../../../src-main/resilience/retriable.ts'
import type { ErrorCode } from '../../../src-shared/error-codes.ts'

const error = (code: ErrorCode, data?: unknown, cause?: unknown) => new AppError(code, { data, cause })

describe('a call is made again', () => {
  it.each([
    ['nobody answered', error('MODEL_UNAVAILABLE')],
    ['it could not be reached in time', error('DEADLINE_CONNECT')],
    ['the server failed', error('MODEL_FAILED', { status: 500, retryAfter: null })],
    ['a 503 that is not busy', error('MODEL_UNAVAILABLE', { status: 503, retryAfter: null })],
    ['a 503 that is busy', error('MODEL_BUSY', { status: 503, retryAfter: null })],
    ['a 429 that says when to come again', error('MODEL_BUSY', { status: 429, retryAfter: 0 })],
    ['the vector store did not answer', error('VECTOR_STORE_UNAVAILABLE')],
  ])('after: %s', (_name, thrown) => {
    expect(isRetriable(thrown)).toBe(true)
  })

  it.each([
    ['a bad request', error('MODEL_FAILED', { status: 400, retryAfter: null })],
    ['a 429 that says nothing', error('MODEL_BUSY', { status: 429, retryAfter: null })],
    ['a refused token', error('VECTOR_STORE_UNAVAILABLE', { status: 401 })],
    ['a missing model', error('MODEL_NOT_FOUND', { status: 404, retryAfter: null })],
    ['a model that does not load', error('MODEL_LOAD_FAILED', { status: 500, retryAfter: null })],
    ['vectors that are none', error('EMBEDDING_INVALID', { status: 500, retryAfter: null })],
    ['an answer that was broken', error('MODEL_FAILED')],
    ['no first token in time', error('DEADLINE_FIRST_TOKEN')],
    ['silence in the middle', error('DEADLINE_BETWEEN_CHUNKS')],
    ['too long in all', error('DEADLINE_TOTAL')],
    [
      'a store that was too late',
      error('VECTOR_STORE_UNAVAILABLE', { afterMs: 5_000 }, error('DEADLINE_TOTAL')),
    ],
    ['an open breaker', error('CIRCUIT_OPEN')],
    ['a full queue', error('POOL_FULL')],
    ['a full disk', error('DISK_FULL')],
    ['an abort', error('CANCELLED')],
    ['a mistake of ours', new TypeError('x is not a function')],
  ])('not after: %s', (_name, thrown) => {
    expect(isRetriable(thrown)).toBe(false)
  })
})
