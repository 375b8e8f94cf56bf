import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { systemClock } from '../../../src-main/base/clock.ts'
import type { ChatChunk } from '../../../src-main/ollama/index.ts'
import { OllamaServer } from '../../../src-main/ollama/index.ts'
import { FakeOllama } from '../../fakes/fake-ollama.ts'
import {
  cutAfter,
  embeddings,
  errorAfter,
  Gate,
  garbageAfter,
  held,
  inPieces,
  reset,
  stall,
  status,
  tokens,
  withoutDone,
} from '../../fakes/fake-ollama-answers.ts'
import { ManualClock } from '../../fakes/manual-clock.ts'

let fake: FakeOllama
let server: OllamaServer
let clock: ManualClock

beforeEach(async () => {
  fake = await new FakeOllama().start()
  clock = new ManualClock()
  server = new OllamaServer({
    backend: 'ollama',
    clock,
    origin: fake.origin,
    address: async () => ({ origin: fake.origin, headers: { authorization: 'Bearer s3cret' } }),
  })
})

afterEach(async () => {
  await server.dispose()
  await fake.close()
})

const never = new AbortController().signal
const request = { model: 'fake-chat', messages: [{ role: 'user', content: 'Hi' }] } as const

async function collect(signal: AbortSignal = never): Promise<readonly ChatChunk[]> {
  const chunks: ChatChunk[] = []
  for await (const chunk of server.chat(request, signal)) chunks.push(chunk)
  return chunks
}

const textOf = (chunks: readonly ChatChunk[]) =>
  chunks.map((chunk) => (chunk.type === 'text' ? chunk.text : '')).join('')

describe('chat', () => {
  it('streams the text and ends with one done that has the counts', async () => {
    fake.script(
      '/api/chat',
      tokens(['A', 'B'], { prompt_eval_count: 7, eval_count: 2, done_reason: 'length' }),
    )
    expect(await collect()).toEqual([
      { type: 'text', text: 'A' },
      { type: 'text', text: 'B' },
      { type: 'done', reason: 'length', promptTokens: 7, answerTokens: 2 },
    ])
  })

  it('sends the options by the names that Ollama has for them, with its headers', async () => {
    const all = { ...request, temperature: 0.1, maxTokens: 5, contextTokens: 2048, stop: ['END'] }
    for await (const _ of server.chat(all, never));
    const [seen] = fake.requestsTo('/api/chat')
    expect(seen?.body).toMatchObject({
      stream: true,
      truncate: false,
      options: { temperature: 0.1, num_predict: 5, num_ctx: 2048, stop: ['END'] },
    })
    expect(seen?.headers.authorization).toBe('Bearer s3cret')
  })

  it('hands each token on when it comes', async () => {
    const gate = new Gate()
    fake.script('/api/chat', tokens(['first', gate, 'second']))
    const chunks = server.chat(request, never)[Symbol.asyncIterator]()
    expect((await chunks.next()).value).toEqual({ type: 'text', text: 'first' })
    gate.open()
    expect((await chunks.next()).value).toEqual({ type: 'text', text: 'second' })
    expect((await chunks.next()).value).toMatchObject({ type: 'done' })
    expect((await chunks.next()).done).toBe(true)
  })

  it.each([1, 2, 3, 7])('reads lines that come in pieces of %i bytes', async (size) => {
    fake.script('/api/chat', inPieces(['Grüße ', '漢字 ', '🦙'], size))
    expect(textOf(await collect())).toBe('Grüße 漢字 🦙')
  })

  it.each([
    ['the model is missing', status(404, "model 'x' not found"), 'MODEL_NOT_FOUND'],
    ['the request is refused', status(400, 'bad options'), 'MODEL_FAILED'],
    ['the server fails', status(500, 'boom'), 'MODEL_FAILED'],
    [
      'the model does not fit',
      status(500, 'model requires more system memory (5.6 GiB) than is available (3.1 GiB)'),
      'MODEL_LOAD_FAILED',
    ],
    ['the connection is reset', reset, 'MODEL_UNAVAILABLE'],
    ['the connection breaks midway', cutAfter(['A']), 'MODEL_UNAVAILABLE'],
    ['an error comes in the stream', errorAfter(['A'], 'out of memory'), 'MODEL_FAILED'],
    ['a line is no JSON', garbageAfter(['A']), 'MODEL_FAILED'],
    ['the stream ends without done', withoutDone(['A']), 'MODEL_FAILED'],
  ])('fails when %s', async (_name, answer, code) => {
    fake.script('/api/chat', answer)
    await expect(collect()).rejects.toMatchObject({ code })
  })

  it("keeps the server's own words", async () => {
    fake.script('/api/chat', errorAfter([], 'cuda went away'), status(400, 'bad options'))
    await expect(collect()).rejects.toMatchObject({ message: 'cuda went away' })
    await expect(collect()).rejects.toMatchObject({ message: 'bad options', data: { status: 400 } })
  })

  it('says how long a busy server wants to be left alone', async () => {
    fake.script('/api/chat', status(503, 'server busy', { 'retry-after': '7' }))
    await expect(collect()).rejects.toMatchObject({
      code: 'MODEL_BUSY',
      data: { status: 503, retryAfter: 7 },
    })
  })

  it('is unavailable where nobody listens, and answers again when somebody does', async () => {
    await fake.close()
    await expect(collect()).rejects.toMatchObject({
      code: 'MODEL_UNAVAILABLE',
      message: `Nothing answers at ${fake.origin}.`,
    })
    await fake.start()
    expect(textOf(await collect())).toBe('Hello there.')
  })

  it('tells that a model is being loaded when nothing comes and it is not in memory', async () => {
    const gate = new Gate()
    fake.script('/api/chat', held(gate, tokens(['A'])))
    const chunks = server.chat(request, never)[Symbol.asyncIterator]()
    const first = chunks.next()
    await gate.reached
    clock.advance(1_000)
    expect((await first).value).toEqual({ type: 'loading' })
    gate.open()
    expect((await chunks.next()).value).toEqual({ type: 'text', text: 'A' })
    await chunks.return?.(undefined)
  })

  it('does not say so of a model that is in memory', async () => {
    fake.loaded = ['fake-chat:latest']
    const gate = new Gate()
    fake.script('/api/chat', held(gate, tokens(['A'])))
    const chunks = server.chat(request, never)[Symbol.asyncIterator]()
    const first = chunks.next()
    await gate.reached
    clock.advance(1_000)
    gate.open()
    expect((await first).value).toEqual({ type: 'text', text: 'A' })
    await chunks.return?.(undefined)
  })
})

describe('deadlines', () => {
  it('end a call whose first token does not come', async () => {
    fake.script('/api/chat', stall)
    const gate = new Gate()
    fake.script('/api/ps', held(gate, status(500, '')))
    const failed = expect(collect()).rejects.toMatchObject({ code: 'DEADLINE_FIRST_TOKEN' })
    await seen('/api/chat')
    clock.advance(120_000)
    gate.open()
    await failed
    expect(clock.pending).toBe(0)
  })

  it('end a stream that falls silent', async () => {
    const gate = new Gate()
    fake.script('/api/chat', tokens(['A', gate]))
    const chunks = server.chat(request, never)[Symbol.asyncIterator]()
    await chunks.next()
    const next = expect(chunks.next()).rejects.toMatchObject({ code: 'DEADLINE_BETWEEN_CHUNKS' })
    await gate.reached
    clock.advance(60_000)
    await next
    expect(clock.pending).toBe(0)
  })

  it('do not run while the reader is at work with a token', async () => {
    const gate = new Gate()
    fake.script('/api/chat', tokens(['A', gate, 'B']))
    const chunks = server.chat(request, never)[Symbol.asyncIterator]()
    await chunks.next()
    clock.advance(3_600_000)
    gate.open()
    expect((await chunks.next()).value).toEqual({ type: 'text', text: 'B' })
    await chunks.return?.(undefined)
  })

  it('end an embed call that stalls', async () => {
    fake.script('/api/embed', stall)
    const failed = expect(server.embed('fake-embed', ['a'], never)).rejects.toMatchObject({
      code: 'DEADLINE_TOTAL',
    })
    await seen('/api/embed')
    clock.advance(120_000)
    await failed
  })

  it('end a connect that nobody accepts', async () => {
    // Accepts, but never answers the TLS handshake, which is part of connecting.
    const silent = createServer().listen(0, '127.0.0.1')
    await once(silent, 'listening')
    const origin = `https://127.0.0.1:${(silent.address() as AddressInfo).port}`
    const nowhere = new OllamaServer({
      backend: 'ollama',
      clock: systemClock,
      origin,
      address: async () => ({ origin }),
      deadlines: { connect: 50 },
    })
    await expect(nowhere.version(never)).rejects.toMatchObject({ code: 'DEADLINE_CONNECT' })
    await nowhere.dispose()
    silent.close()
  })
})

describe('abort', () => {
  it('ends the call as cancelled and closes the connection to the server', async () => {
    const gate = new Gate()
    let gone: Promise<void> | undefined
    fake.script('/api/chat', async (exchange) => {
      gone = exchange.closed
      await tokens(['A', gate])(exchange)
    })
    const caller = new AbortController()
    const chunks = server.chat(request, caller.signal)[Symbol.asyncIterator]()
    await chunks.next()
    const next = expect(chunks.next()).rejects.toMatchObject({ code: 'CANCELLED' })
    await gate.reached
    caller.abort()
    await next
    await gone
  })

  it('before the call asks nobody', async () => {
    await expect(collect(AbortSignal.abort())).rejects.toMatchObject({ code: 'CANCELLED' })
    await expect(server.embed('fake-embed', ['a'], AbortSignal.abort())).rejects.toMatchObject({
      code: 'CANCELLED',
    })
    expect(fake.requests).toEqual([])
  })

  it('of the reader, who just leaves, closes the connection too', async () => {
    let gone: Promise<void> | undefined
    fake.script('/api/chat', async (exchange) => {
      gone = exchange.closed
      await tokens(['A', new Gate()])(exchange)
    })
    for await (const _ of server.chat(request, never)) break
    await gone
    expect(clock.pending).toBe(0)
  })
})

describe('embed', () => {
  it('returns one vector a text and never lets the server shorten one', async () => {
    const vectors = await server.embed('fake-embed', ['one', 'two'], never)
    expect(vectors).toHaveLength(2)
    expect(vectors[0]).toBeInstanceOf(Float32Array)
    expect(fake.requestsTo('/api/embed')[0]?.body).toMatchObject({ truncate: false, input: ['one', 'two'] })
  })

  it.each([
    ['too few', [[1, 2]]],
    [
      'zeros',
      [
        [0, 0],
        [1, 2],
      ],
    ],
    [
      'NaN',
      [
        [1, null],
        [1, 2],
      ],
    ],
    [
      'another dimension',
      [
        [1, 2, 3],
        [1, 2],
      ],
    ],
  ])('refuses %s', async (_name, vectors) => {
    fake.script('/api/embed', embeddings(vectors))
    await expect(server.embed('fake-embed', ['a', 'b'], never)).rejects.toMatchObject({
      code: 'EMBEDDING_INVALID',
    })
  })
})

describe('models', () => {
  it('are told apart and described once', async () => {
    const models = await server.models(never)
    expect(models.map(({ name, kind, small }) => ({ name, kind, small }))).toEqual([
      { name: 'fake-chat:latest', kind: 'chat', small: false },
      { name: 'fake-embed:latest', kind: 'embedding', small: true },
    ])
    await server.models(never)
    expect(fake.requestsTo('/api/show')).toHaveLength(2)
  })

  it('are described anew when their digest changes', async () => {
    await server.models(never)
    fake.models = [{ name: 'fake-chat:latest', kind: 'chat', digest: 'other' }]
    await server.models(never)
    expect(fake.requestsTo('/api/show')).toHaveLength(3)
  })

  it('that run on somebody else’s server are left out', async () => {
    fake.models.push({ name: 'gpt-oss:120b-cloud', kind: 'chat', remoteHost: 'https://ollama.com' })
    expect((await server.models(never)).map(({ name }) => name)).not.toContain('gpt-oss:120b-cloud')
  })
})

it('pulls with progress', async () => {
  const steps = []
  for await (const step of server.pull('new-model', never)) steps.push(step)
  expect(steps.at(-1)).toMatchObject({ status: 'success' })
  expect(steps).toContainEqual({ status: 'pulling abc', completed: 10, total: 10 })
})

/** Settles when the fake has got a request for this path. */
async function seen(path: string): Promise<void> {
  while (fake.requestsTo(path).length === 0) await new Promise(setImmediate)
}
