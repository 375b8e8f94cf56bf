import { expect, it } from 'vitest'
import { AppError } from '../../../src-main/base/app-error.ts'
import { absentPart } from '../../../src-main/library/work-loop.ts'

it.each([
  [new AppError('CIRCUIT_OPEN', { data: { breaker: 'chroma' } }), 'vector_store'],
  [new AppError('CIRCUIT_OPEN', { data: { breaker: 'ollama_embed' } }), 'embedder'],
  [new AppError('POOL_FULL'), 'embedder'],
  [new AppError('MODEL_BUSY'), 'embedder'],
  [new AppError('DEADLINE_CONNECT'), 'embedder'],
  [new AppError('VECTOR_STORE_UNAVAILABLE'), 'vector_store'],
  [new AppError('DISK_FULL'), 'disk'],
  [new AppError('EMBEDDING_INVALID'), null],
  [new AppError('MODEL_FAILED'), null],
])('$0.code is waited out as: $1', (error, part) => {
  expect(absentPart(error)).toBe(part)
})
