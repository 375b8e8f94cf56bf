import { describe, expect, it } from 'vitest'
import { ConnectionPool, OllamaServer } from '../../../src-main/ollama/index.ts'
import {
  type Answer,
  Gate,
  held,
  json,
  reset,
  stall,
  status,
  tokens,
} from '../../fakes/fake-ollama-answers.ts'
import {
  clock,
  collect,
  fake,
  never,
  pool,
  request,
  seen,
  server,
  textOf,
  withOllamaServer,
} from './ollama-server-set-up.ts'

withOllamaServer()

/** A client over one socket, for which its callers wait. */
function narrow(deadlines = {}): { readonly server: OllamaServer; readonly pool: ConnectionPool } {
  const { origin } = fake
  const one = new ConnectionPool({ clock, maxSize: 1, block: true, acquireTimeoutMs: 600_000 })
  const address = async () => ({ origin })
  return {
    pool: one,
    server: new OllamaServer({ backend: 'ollama', clock, pool: one, origin, address, deadlines }),
  }
}

describe('connections', () => {
  it('are used again by calls of every kind, streamed ones too', async () => {
    for (let turn = 0; turn < 10; turn++) {
      expect(textOf(await collect())).toBe('Hello there.')
      await server.embed('fake-embed', ['a'], never)
      await server.version(never)
    }
    await server.models(never)
    for await (const _ of server.pull('new-model', never));
    const { totalRequests, reusedRequests, inFlight } = pool.snapshot()
    expect(totalRequests).toBe(34)
    // As many as are described at once, and one that undici rests for a moment.
    expect(totalRequests - reusedRequests).toBeLessThanOrEqual(5)
    expect(inFlight).toBe(0)
  })

  it('are used again after a stream whose end comes a moment after its last line', async () => {
    const lateEnd: Answer = async ({ response }) => {
      response.writeHead(200, { 'content-type': 'application/x-ndjson' })
      response.write('{"message":{"role":"assistant","content":"A"},"done":true,"done_reason":"stop"}\n')
      for (let turn = 0; turn < 10; turn++) await new Promise(setImmediate)
      response.end()
    }
    fake.script('/api/chat', lateEnd)
    expect(textOf(await collect())).toBe('A')
    expect(pool.snapshot()).toMatchObject({ connectionsOpened: 1, connectionsClosed: 0 })
    await new Promise(setImmediate)
    await collect()
    expect(pool.snapshot()).toMatchObject({ reusedRequests: 1, connectionsClosed: 0 })
  })

  it.each([
    ['an error', status(500, 'boom')],
    ['a broken connection', reset],
    ['no answer', stall],
  ])('are given back after %s', async (_name, answer) => {
    fake.script('/api/embed', answer)
    const failed = expect(server.embed('fake-embed', ['a'], never)).rejects.toThrow()
    await seen('/api/embed')
    clock.advance(120_000)
    await failed
    expect(pool.snapshot()).toMatchObject({ inFlight: 0, queued: 0 })
  })

  it('are given back by a reader that leaves midway, or that never begins', async () => {
    fake.script('/api/chat', tokens(['A', new Gate()]))
    for await (const _ of server.chat(request, never)) break
    await server.chat(request, never)[Symbol.asyncIterator]().return?.(undefined)
    expect(pool.snapshot().inFlight).toBe(0)
  })

  it('do not lead elsewhere: a server that sends on is an error, and nobody else is asked', async () => {
    fake.script('/api/version', json({}, 302, { location: `${fake.origin}/elsewhere` }))
    await expect(server.version(never)).rejects.toMatchObject({ code: 'MODEL_FAILED', data: { status: 302 } })
    expect(fake.requestsTo('/elsewhere')).toEqual([])
  })
})

describe('deadlines', () => {
  it('do not run while the call waits for a connection', async () => {
    const { server: one, pool: its } = narrow({ embed: 1_000, firstToken: 3_000 })
    const gate = new Gate()
    fake.script('/api/chat', held(gate, tokens(['A'])))
    const chunks = one.chat(request, never)[Symbol.asyncIterator]()
    const first = chunks.next()
    await gate.reached
    const embedded = one.embed('fake-embed', ['a'], never)
    await expect.poll(() => its.snapshot().queued).toBe(1)
    clock.advance(2_900)
    gate.open()
    expect((await first).value).toEqual({ type: 'text', text: 'A' })
    while (!(await chunks.next()).done);
    expect(await embedded).toHaveLength(1)
    await its.dispose()
  })

  it('bound a whole chat where one is set, however steadily it goes on', async () => {
    const { server: one, pool: its } = narrow({ total: 10_000 })
    const gates = [new Gate(), new Gate()]
    fake.script('/api/chat', tokens(['A', ...gates.flatMap((gate) => [gate, 'B'])]))
    const chunks = one.chat(request, never)[Symbol.asyncIterator]()
    await chunks.next()
    clock.advance(9_000)
    gates[0]?.open()
    await chunks.next()
    const failed = expect(chunks.next()).rejects.toMatchObject({
      code: 'DEADLINE_TOTAL',
      data: { afterMs: 10_000 },
    })
    await gates[1]?.reached
    clock.advance(1_000)
    await failed
    expect(clock.pending).toBe(0)
    await its.dispose()
  })
})

describe('background embeds', () => {
  const limit = () => pool.snapshot().origins[0]?.embedLimit
  const embed = () => server.embed('fake-embed', ['a', 'b'], never, 'background')

  it('are held to what the server copes with: more while it goes well, fewer when it is busy', async () => {
    await Promise.all([embed(), embed()])
    expect(limit()).toBe(3)
    clock.advance(1)
    fake.script('/api/embed', status(503, 'server busy'))
    await expect(embed()).rejects.toMatchObject({ code: 'MODEL_BUSY' })
    expect(limit()).toBe(1)
  })

  it('count one that stalls as a sign of overload', async () => {
    fake.script('/api/embed', stall)
    const failed = expect(embed()).rejects.toMatchObject({ code: 'DEADLINE_TOTAL' })
    await seen('/api/embed')
    clock.advance(120_000)
    await failed
    expect(limit()).toBe(1)
  })

  it('are not slowed down by a person’s embed that fails', async () => {
    fake.script('/api/embed', status(503, 'server busy'))
    await expect(server.embed('fake-embed', ['a'], never)).rejects.toThrow()
    expect(limit()).toBe(2)
  })
})

it('ends calls at the end as shutting down, not as a failure of the server', async () => {
  fake.script('/api/embed', stall)
  const ended = expect(server.embed('fake-embed', ['a'], never)).rejects.toMatchObject({
    code: 'SHUTTING_DOWN',
  })
  await seen('/api/embed')
  await pool.dispose()
  await ended
})
