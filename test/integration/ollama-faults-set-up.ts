import { expect } from 'vitest'
import type { ErrorCode } from '../../src-shared/error-codes.ts'
import {
  type Answer,
  cutAfter,
  cutBody,
  embeddings,
  errorAfter,
  garbageAfter,
  raw,
  reset,
  stall,
  status,
  withoutDone,
} from '../fakes/fake-ollama-answers.ts'
import { breakers, clock, counted, fake, until } from './guarded-ollama-set-up.ts'

// Each way in which an Ollama misbehaves: what its caller sees, what the breaker counts, how often it was asked.

export const outcomes = {
  success: { success: 1, failure: 0, neutral: 0 },
  failure: { success: 0, failure: 1, neutral: 0 },
  neutral: { success: 0, failure: 0, neutral: 1 },
}

export interface Fault {
  readonly name: string
  /** Of each attempt. */
  readonly answer: Answer
  readonly code: ErrorCode
  readonly says: RegExp
  readonly counts: keyof typeof outcomes
  readonly asked: number
}

const again = { 'retry-after': '0' }
const tooMany = 'server busy, please try again.  maximum pending requests exceeded'
export const GIANT = 256 * 1024 * 1024
const notFound = status(404, "model 'fake-chat' not found")

export const eitherWay: readonly Fault[] = [
  {
    ...{ name: 'the connection is reset', answer: reset },
    ...{ code: 'MODEL_UNAVAILABLE', says: /broke the connection/, counts: 'failure', asked: 3 },
  },
  {
    ...{ name: '500', answer: status(500, 'boom') },
    ...{ code: 'MODEL_FAILED', says: /boom/, counts: 'failure', asked: 3 },
  },
  {
    ...{ name: '500 with a Retry-After', answer: status(500, 'boom', again) },
    ...{ code: 'MODEL_FAILED', says: /boom/, counts: 'failure', asked: 3 },
  },
  {
    ...{ name: '502', answer: status(502, 'bad gateway') },
    ...{ code: 'MODEL_FAILED', says: /bad gateway/, counts: 'failure', asked: 3 },
  },
  {
    ...{ name: '503', answer: status(503, 'nobody behind') },
    ...{ code: 'MODEL_UNAVAILABLE', says: /nobody behind/, counts: 'failure', asked: 3 },
  },
  {
    ...{ name: '503 in the words of a busy Ollama', answer: status(503, tooMany) },
    ...{ code: 'MODEL_BUSY', says: /busy/, counts: 'neutral', asked: 3 },
  },
  {
    ...{ name: '503 with a Retry-After', answer: status(503, 'later', again) },
    ...{ code: 'MODEL_BUSY', says: /later/, counts: 'neutral', asked: 3 },
  },
  {
    ...{ name: '429', answer: status(429, 'too many') },
    ...{ code: 'MODEL_BUSY', says: /too many/, counts: 'neutral', asked: 1 },
  },
  {
    ...{ name: '429 with a Retry-After', answer: status(429, 'too many', again) },
    ...{ code: 'MODEL_BUSY', says: /too many/, counts: 'neutral', asked: 3 },
  },
  {
    ...{ name: '400', answer: status(400, 'bad options') },
    ...{ code: 'MODEL_FAILED', says: /bad options/, counts: 'neutral', asked: 1 },
  },
  {
    ...{ name: '404, the model is missing', answer: notFound },
    ...{ code: 'MODEL_NOT_FOUND', says: /not found/, counts: 'neutral', asked: 1 },
  },
  {
    ...{ name: '500, the model does not fit', answer: status(500, 'unable to load model') },
    ...{ code: 'MODEL_LOAD_FAILED', says: /unable to load/, counts: 'failure', asked: 1 },
  },
]

export const ofStreams: readonly Fault[] = [
  {
    ...{ name: 'the connection breaks before the first token', answer: cutAfter([]) },
    ...{ code: 'MODEL_UNAVAILABLE', says: /broke the connection/, counts: 'failure', asked: 3 },
  },
  {
    ...{ name: 'an error inside a 200, first of all', answer: errorAfter([], 'cuda went away') },
    ...{ code: 'MODEL_FAILED', says: /cuda went away/, counts: 'failure', asked: 3 },
  },
  {
    ...{ name: 'an error inside a 200, midway', answer: errorAfter(['A'], 'cuda went away') },
    ...{ code: 'MODEL_FAILED', says: /cuda went away/, counts: 'failure', asked: 1 },
  },
  {
    ...{ name: 'a line that is not JSON', answer: garbageAfter(['A']) },
    ...{ code: 'MODEL_FAILED', says: /a line that is not JSON/, counts: 'failure', asked: 1 },
  },
  {
    ...{ name: 'no last line', answer: withoutDone(['A']) },
    ...{ code: 'MODEL_FAILED', says: /did not receive done/i, counts: 'failure', asked: 1 },
  },
]

export const ofVectors: readonly Fault[] = [
  {
    ...{ name: 'fewer vectors than texts', answer: embeddings([[1, 2]]) },
    ...{ code: 'EMBEDDING_INVALID', says: /1 vectors for 2 texts/, counts: 'neutral', asked: 1 },
  },
  {
    ...{ name: 'vectors of two dimensions', answer: embeddings([[1, 2], [1]]) },
    ...{ code: 'EMBEDDING_INVALID', says: /has 1 numbers and the first has 2/, counts: 'neutral', asked: 1 },
  },
  {
    ...{
      name: 'null for what is no number',
      answer: embeddings([
        [1, 2],
        [Number.NaN, 1],
      ]),
    },
    ...{ code: 'EMBEDDING_INVALID', says: /not a number/, counts: 'neutral', asked: 1 },
  },
  {
    ...{ name: 'NaN, which is not JSON', answer: raw('{"embeddings":[[1,2],[NaN,1]]}') },
    ...{ code: 'MODEL_FAILED', says: /NaN/, counts: 'failure', asked: 1 },
  },
  {
    ...{ name: 'a 500 for NaN, as Ollama', answer: status(500, 'json: unsupported value: NaN') },
    ...{ code: 'EMBEDDING_INVALID', says: /NaN/, counts: 'neutral', asked: 1 },
  },
  {
    ...{ name: 'half a body', answer: cutBody('{"embeddings":[[1,2],') },
    ...{ code: 'MODEL_UNAVAILABLE', says: /broke the connection/, counts: 'failure', asked: 3 },
  },
]

export function counter() {
  const counter = {
    bytes: 0,
    add(bytes: number) {
      counter.bytes += bytes
    },
  }
  return counter
}

/**
 * A call that meets nothing but this fault: what its caller sees, what its breaker counts and that of the other
 * kind does not, how often the server was asked.
 */
export async function expectFault(
  kind: 'chat' | 'embed',
  call: () => Promise<unknown>,
  fault: Fault,
): Promise<void> {
  fake.script(`/api/${kind}`, fault.answer, fault.answer, fault.answer)
  await expect(call()).rejects.toMatchObject({
    code: fault.code,
    message: expect.stringMatching(fault.says),
  })
  expect(counted(breakers[kind])).toEqual(outcomes[fault.counts])
  const other = kind === 'chat' ? 'embed' : 'chat'
  expect(counted(breakers[other])).toEqual({ success: 0, failure: 0, neutral: 0 })
  expect(fake.requestsTo(`/api/${kind}`)).toHaveLength(fault.asked)
}

/** A call that is taken and never answered: how it ends when its two minutes are over. */
export async function expectStall(
  kind: 'chat' | 'embed',
  call: () => Promise<unknown>,
  end: { readonly code: ErrorCode; readonly message?: string },
): Promise<void> {
  fake.script(`/api/${kind}`, stall)
  const ended = expect(call()).rejects.toMatchObject(end)
  await until(() => fake.requestsTo(`/api/${kind}`).length === 1)
  clock.advance(120_000)
  await ended
  expect(counted(breakers[kind])).toEqual(outcomes.failure)
  expect(fake.requestsTo(`/api/${kind}`)).toHaveLength(1)
}
