import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import { describe, expect, it } from 'vitest'
import { systemClock } from '../../../src-main/base/clock.ts'
import { ConnectionPool, OllamaServer } from '../../../src-main/ollama/index.ts'
import { embeddings, Gate, held, inPieces, stall, status, tokens } from '../../fakes/fake-ollama-answers.ts'
import {
  clock,
  collect,
  fake,
  never,
  request,
  seen,
  server,
  withOllamaServer,
} from './ollama-server-set-up.ts'

withOllamaServer()

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
    const pool = new ConnectionPool({ clock: systemClock, connectMs: 50 })
    const nowhere = new OllamaServer({
      backend: 'ollama',
      clock: systemClock,
      origin,
      address: async () => ({ origin }),
      pool,
    })
    await expect(nowhere.version(never)).rejects.toMatchObject({ code: 'DEADLINE_CONNECT' })
    await pool.dispose()
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

  it('ends it also where more of the answer has come already', async () => {
    const texts = Array.from({ length: 50 }, (_, at) => String(at))
    fake.script('/api/chat', inPieces(texts, 100_000))
    const caller = new AbortController()
    const chunks = server.chat(request, caller.signal)[Symbol.asyncIterator]()
    await chunks.next()
    caller.abort()
    await expect(chunks.next()).rejects.toMatchObject({ code: 'CANCELLED' })
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
