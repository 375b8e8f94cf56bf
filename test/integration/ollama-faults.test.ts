import { describe, expect, it } from 'vitest'
import type { ErrorCode } from '../../src-shared/error-codes.ts'
import {
  type Answer,
  cutAfter,
  cutBody,
  doneTwice,
  embeddings,
  errorAfter,
  Gate,
  garbageAfter,
  giant,
  giantLine,
  inPieces,
  raw,
  reset,
  stall,
  stallAfter,
  status,
  tokens,
  withoutDone,
} from '../fakes/fake-ollama-answers.ts'
import {
  breakers,
  chat,
  clock,
  counted,
  fake,
  guarded,
  never,
  request,
  textOf,
  until,
  withGuardedOllama,
} from './guarded-ollama-set-up.ts'

withGuardedOllama()

// Each way in which an Ollama misbehaves: what its caller sees, what the breaker counts, how often it was asked.

const outcomes = {
  success: { success: 1, failure: 0, neutral: 0 },
  failure: { success: 0, failure: 1, neutral: 0 },
  neutral: { success: 0, failure: 0, neutral: 1 },
}

interface Fault {
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
const GIANT = 256 * 1024 * 1024
const notFound = status(404, "model 'fake-chat' not found")

const eitherWay: readonly Fault[] = [
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

const ofStreams: readonly Fault[] = [
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

const ofVectors: readonly Fault[] = [
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

function counter() {
  const counter = {
    bytes: 0,
    add(bytes: number) {
      counter.bytes += bytes
    },
  }
  return counter
}

describe('a chat', () => {
  it.each([...eitherWay, ...ofStreams])('$name: $code, $counts', async (fault) => {
    fake.script('/api/chat', fault.answer, fault.answer, fault.answer)
    await expect(chat()).rejects.toMatchObject({
      code: fault.code,
      message: expect.stringMatching(fault.says),
    })
    expect(counted(breakers.chat)).toEqual(outcomes[fault.counts])
    expect(counted(breakers.embed)).toEqual({ success: 0, failure: 0, neutral: 0 })
    expect(fake.requestsTo('/api/chat')).toHaveLength(fault.asked)
  })

  it('refused by everybody: MODEL_UNAVAILABLE that says where, failure', async () => {
    await fake.close()
    await expect(chat()).rejects.toMatchObject({
      code: 'MODEL_UNAVAILABLE',
      message: `Nothing answers at ${fake.origin}.`,
    })
    expect(counted(breakers.chat)).toEqual(outcomes.failure)
  })

  it('whose connections are reset as soon as they are accepted: MODEL_UNAVAILABLE, failure', async () => {
    fake.resetConnections(3)
    await expect(chat()).rejects.toMatchObject({ code: 'MODEL_UNAVAILABLE' })
    expect(counted(breakers.chat)).toEqual(outcomes.failure)
    expect(fake.requests).toEqual([])
  })

  it('that stalls before its headers: DEADLINE_FIRST_TOKEN, failure, asked once', async () => {
    fake.script('/api/chat', stall)
    const ended = expect(chat()).rejects.toMatchObject({
      code: 'DEADLINE_FIRST_TOKEN',
      message: 'The model did not begin to answer in time.',
    })
    await until(() => fake.requestsTo('/api/chat').length === 1)
    clock.advance(120_000)
    await ended
    expect(counted(breakers.chat)).toEqual(outcomes.failure)
    expect(fake.requestsTo('/api/chat')).toHaveLength(1)
  })

  it('whose connection breaks midway: MODEL_UNAVAILABLE, failure, asked once', async () => {
    const gate = new Gate()
    fake.script('/api/chat', cutAfter(['A', gate]))
    const chunks = guarded.chat(request, never)[Symbol.asyncIterator]()
    await chunks.next()
    gate.open()
    await expect(chunks.next()).rejects.toMatchObject({
      code: 'MODEL_UNAVAILABLE',
      message: `The model server at ${fake.origin} broke the connection.`,
    })
    expect(counted(breakers.chat)).toEqual(outcomes.failure)
    expect(fake.requestsTo('/api/chat')).toHaveLength(1)
  })

  it('that stalls midway: DEADLINE_BETWEEN_CHUNKS, failure, asked once', async () => {
    fake.script('/api/chat', stallAfter(['A']))
    const chunks = guarded.chat(request, never)[Symbol.asyncIterator]()
    await chunks.next()
    const ended = expect(chunks.next()).rejects.toMatchObject({
      code: 'DEADLINE_BETWEEN_CHUNKS',
      message: 'The model stopped in the middle of its answer.',
    })
    await until(() => clock.next === 60_000)
    clock.advance(60_000)
    await ended
    expect(counted(breakers.chat)).toEqual(outcomes.failure)
    expect(fake.requestsTo('/api/chat')).toHaveLength(1)
  })

  it('that sends a line without end: MODEL_FAILED, failure, and the client hangs up', async () => {
    const sent = counter()
    fake.script('/api/chat', giantLine(GIANT, sent.add))
    await expect(chat()).rejects.toMatchObject({
      code: 'MODEL_FAILED',
      message: 'The model server sent a line of more than 4 MB.',
    })
    expect(counted(breakers.chat)).toEqual(outcomes.failure)
    expect(sent.bytes).toBeLessThan(GIANT / 4)
  })

  it('refused at endless length: MODEL_FAILED, neutral, and the client hangs up', async () => {
    const sent = counter()
    fake.script(
      '/api/chat',
      giant({ status: 400, begin: 'no: ', bytes: GIANT, end: '', type: 'text/plain' }, sent.add),
    )
    await expect(chat()).rejects.toMatchObject({
      code: 'MODEL_FAILED',
      message: expect.stringMatching(/^no: a/),
    })
    expect(counted(breakers.chat)).toEqual(outcomes.neutral)
    expect(sent.bytes).toBeLessThan(GIANT / 4)
  })

  it('whose first token is slow is waited for: success', async () => {
    const gate = new Gate()
    fake.script('/api/chat', tokens([gate, 'A']))
    const answer = chat()
    await gate.reached
    clock.advance(119_000)
    gate.open()
    expect(textOf(await answer)).toBe('A')
    expect(counted(breakers.chat)).toEqual(outcomes.success)
  })

  it('that comes byte by byte is whole: success', async () => {
    fake.script('/api/chat', inPieces(['Grüße ', '漢字 ', '🦙'], 1))
    expect(textOf(await chat())).toBe('Grüße 漢字 🦙')
    expect(counted(breakers.chat)).toEqual(outcomes.success)
  })

  it('that ends twice ends once: success', async () => {
    fake.script('/api/chat', doneTwice(['A']))
    expect((await chat()).map(({ type }) => type)).toEqual(['text', 'done'])
    expect(counted(breakers.chat)).toEqual(outcomes.success)
  })
})

describe('an embed', () => {
  it.each([...eitherWay, ...ofVectors])('$name: $code, $counts', async (fault) => {
    fake.script('/api/embed', fault.answer, fault.answer, fault.answer)
    await expect(guarded.embed('fake-embed', ['a', 'b'], never)).rejects.toMatchObject({
      code: fault.code,
      message: expect.stringMatching(fault.says),
    })
    expect(counted(breakers.embed)).toEqual(outcomes[fault.counts])
    expect(counted(breakers.chat)).toEqual({ success: 0, failure: 0, neutral: 0 })
    expect(fake.requestsTo('/api/embed')).toHaveLength(fault.asked)
  })

  it('answered at endless length: MODEL_FAILED, failure, and the client hangs up', async () => {
    const sent = counter()
    const type = 'application/json'
    fake.script('/api/embed', giant({ begin: '{"x":"', bytes: GIANT, end: '"}', type }, sent.add))
    await expect(guarded.embed('fake-embed', ['a'], never)).rejects.toMatchObject({
      code: 'MODEL_FAILED',
      message: 'The model server sent an answer of more than 64 MB.',
    })
    expect(counted(breakers.embed)).toEqual(outcomes.failure)
    expect(sent.bytes).toBeLessThan(GIANT / 2)
  })

  it('that stalls: DEADLINE_TOTAL, failure, asked once', async () => {
    fake.script('/api/embed', stall)
    const ended = expect(guarded.embed('fake-embed', ['a'], never)).rejects.toMatchObject({
      code: 'DEADLINE_TOTAL',
    })
    await until(() => fake.requestsTo('/api/embed').length === 1)
    clock.advance(120_000)
    await ended
    expect(counted(breakers.embed)).toEqual(outcomes.failure)
    expect(fake.requestsTo('/api/embed')).toHaveLength(1)
  })
})
