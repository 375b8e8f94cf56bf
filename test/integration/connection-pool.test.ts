import { Agent, request as undiciRequest } from 'undici'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { AppError } from '../../src-main/base/app-error.ts'
import { DisposableStore, toDisposable } from '../../src-main/base/disposable.ts'
import { ConnectionPool, type ConnectionPoolOptions, type Purpose } from '../../src-main/ollama/index.ts'
import { CircuitBreaker } from '../../src-main/resilience/index.ts'
import { CountingServer } from '../fakes/counting-server.ts'
import { ManualClock } from '../fakes/manual-clock.ts'

// Real sockets to real servers, counted on the servers' side.

const never = new AbortController().signal
const chat: Purpose = { kind: 'chat', priority: 'person' }
const personEmbed: Purpose = { kind: 'embed', priority: 'person' }
const backgroundEmbed: Purpose = { kind: 'embed', priority: 'background' }
let owned: DisposableStore
let clock: ManualClock
let server: CountingServer

beforeEach(async () => {
  owned = new DisposableStore()
  clock = new ManualClock()
  server = await startServer()
})

afterEach(() => owned.dispose())

async function startServer(): Promise<CountingServer> {
  const started = await new CountingServer().start()
  owned.add(toDisposable(() => started.close()))
  return started
}

const poolOf = (options: Omit<ConnectionPoolOptions, 'clock'> = {}) =>
  owned.add(new ConnectionPool({ clock, ...options }))

interface Asking {
  readonly purpose?: Purpose
  readonly signal?: AbortSignal
  readonly name?: string
  readonly at?: CountingServer
}

/** One whole request as a client makes it: lease, answer read to its end, release. */
async function ask(
  pool: ConnectionPool,
  { purpose = chat, signal = never, name = '', at = server }: Asking = {},
) {
  const lease = await pool.acquire(at.origin, purpose, signal)
  try {
    const { body } = await undiciRequest(`${at.origin}/`, {
      method: 'POST',
      body: 'hello',
      headers: { 'x-name': name },
      dispatcher: lease.dispatcher,
      signal,
    })
    const text = await body.text()
    lease.release('ok', 1)
    return text
  } finally {
    lease.release()
  }
}

const times = <T>(count: number, call: () => T): readonly T[] => Array.from({ length: count }, call)

describe('kept sockets', () => {
  it('carry one request after another', async () => {
    const pool = poolOf()
    for (let turn = 0; turn < 200; turn++) expect(await ask(pool)).toBe('hello')
    // undici rests a socket for a turn of the event loop after an answer, so that there may be two.
    const { accepted } = server
    expect(accepted).toBeLessThanOrEqual(2)
    expect(pool.snapshot()).toMatchObject({
      totalRequests: 200,
      reusedRequests: 200 - accepted,
      reuseRate: (200 - accepted) / 200,
      connectionsOpened: accepted,
      connectionsClosed: 0,
      overflow: 0,
      inFlight: 0,
      acquireWaitMs: { p50: 0, p95: 0 },
      settings: { connections: 10, maxSize: 20, block: false },
      origins: [{ origin: server.origin, totalRequests: 200, connectionsOpened: accepted }],
    })
  })

  it('are replaced when the server has closed them, and that is counted', async () => {
    const pool = poolOf()
    await ask(pool)
    for (const socket of server.sockets) socket.destroy()
    await expect.poll(() => pool.snapshot().connectionsClosed).toBe(1)
    expect(await ask(pool)).toBe('hello')
    expect(pool.snapshot()).toMatchObject({ totalRequests: 2, reusedRequests: 0, connectionsOpened: 2 })
  })

  it('are closed when the machine has slept; calls under way go on', async () => {
    const pool = poolOf()
    server.isHolding = true
    const [slow, quick] = [ask(pool), ask(pool)]
    await server.until(() => server.held === 2)
    server.answer(1)
    await slow
    pool.dropIdle()
    await server.until(() => server.sockets.size === 1)
    server.answer()
    expect(await quick).toBe('hello')
    await server.until(() => server.sockets.size === 0)
    server.isHolding = false
    expect(await ask(pool)).toBe('hello')
    expect(server.accepted).toBe(3)
  })

  it('of a request that was left midway is closed, and the next one gets another', async () => {
    const pool = poolOf({ maxSize: 1, block: true })
    server.isHolding = true
    const caller = new AbortController()
    const left = expect(ask(pool, { signal: caller.signal })).rejects.toThrow()
    await server.until(() => server.held === 1)
    const [socket] = server.sockets
    caller.abort()
    await left
    await server.until(() => socket?.destroyed === true)
    server.isHolding = false
    expect(await ask(pool)).toBe('hello')
    expect(pool.snapshot()).toMatchObject({ inFlight: 0, connectionsOpened: 2, connectionsClosed: 1 })
  })
})

describe('more callers than kept sockets', () => {
  it('get sockets of their own, which are closed after use', async () => {
    const pool = poolOf({ maxSize: 2 })
    server.isHolding = true
    const answers = times(5, () => ask(pool))
    await server.until(() => server.held === 5)
    expect(pool.snapshot()).toMatchObject({ inFlight: 5, queued: 0, overflow: 3 })
    server.answer()
    expect(await Promise.all(answers)).toEqual(times(5, () => 'hello'))
    await server.until(() => server.sockets.size === 2)
    expect([...server.connectionHeaders].sort()).toEqual([
      ...times(3, () => 'close'),
      ...times(2, () => 'keep-alive'),
    ])
    server.isHolding = false
    await Promise.all(times(2, () => ask(pool)))
    expect(server.accepted).toBe(5)
    expect(pool.snapshot()).toMatchObject({ overflow: 3, reusedRequests: 2, totalRequests: 7 })
  })

  it('leave no socket of their own behind where they are aborted', async () => {
    const pool = poolOf({ maxSize: 1 })
    const kept = await pool.acquire(server.origin, chat, never)
    server.isHolding = true
    const caller = new AbortController()
    const left = expect(ask(pool, { signal: caller.signal })).rejects.toThrow()
    await server.until(() => server.held === 1)
    caller.abort()
    await left
    await expect.poll(() => server.sockets.size).toBe(0)
    kept.release()
    expect(pool.snapshot()).toMatchObject({ overflow: 1, inFlight: 0 })
    // What would reconnect has had its time when another connection was made and has answered.
    server.isHolding = false
    await ask(pool)
    expect(server.accepted).toBe(2)
  })

  it('wait where the pool blocks, and then use the kept ones', async () => {
    const pool = poolOf({ maxSize: 2, block: true })
    server.isHolding = true
    const answers = times(5, () => ask(pool))
    await server.until(() => server.held === 2)
    expect(pool.snapshot()).toMatchObject({ inFlight: 2, queued: 3, overflow: 0 })
    clock.advance(40)
    server.isHolding = false
    server.answer()
    await Promise.all(answers)
    expect(server.accepted).toBe(2)
    expect(pool.snapshot()).toMatchObject({
      reusedRequests: 3,
      queued: 0,
      acquireWaitMs: { p50: 40, p95: 40 },
    })
  })

  it('are refused when they have waited as long as they may', async () => {
    const pool = poolOf({ maxSize: 1, block: true, acquireTimeoutMs: 500 })
    server.isHolding = true
    const first = ask(pool)
    await server.until(() => server.held === 1)
    const second = expect(ask(pool)).rejects.toMatchObject({ code: 'POOL_TIMEOUT' })
    await expect.poll(() => pool.snapshot().queued).toBe(1)
    clock.advance(500)
    await second
    server.answer()
    await first
    expect(server.names).toHaveLength(1)
  })

  it('leave the queue at once when they are aborted', async () => {
    const pool = poolOf({ maxSize: 1, block: true })
    const first = await pool.acquire(server.origin, chat, never)
    const caller = new AbortController()
    const waiting = expect(pool.acquire(server.origin, chat, caller.signal)).rejects.toMatchObject({
      code: 'CANCELLED',
    })
    await expect.poll(() => pool.snapshot().queued).toBe(1)
    caller.abort()
    await waiting
    expect(pool.snapshot().queued).toBe(0)
    first.release()
    expect(clock.pending).toBe(0)
    expect(server.accepted).toBe(0)
  })

  it('are served persons first', async () => {
    const pool = poolOf({ maxSize: 1, block: true })
    const first = await pool.acquire(server.origin, chat, never)
    const answers = [
      ask(pool, { name: 'background', purpose: { kind: 'chat', priority: 'background' } }),
      ask(pool, { name: 'first person' }),
      ask(pool, { name: 'second person' }),
    ]
    await expect.poll(() => pool.snapshot().queued).toBe(3)
    first.release()
    await Promise.all(answers)
    expect(server.names).toEqual(['first person', 'second person', 'background'])
  })

  it('are rejected together when the breaker of their calls opens; others go on waiting', async () => {
    const pool = poolOf({ maxSize: 1, block: true })
    const breaker = owned.add(new CircuitBreaker({ name: 'ollama_embed', clock }))
    owned.add(breaker.onTransition(() => pool.flush(server.origin, 'embed', breaker.rejection())))
    const first = await pool.acquire(server.origin, chat, never)
    const embeds = times(2, () =>
      expect(ask(pool, { purpose: personEmbed })).rejects.toMatchObject({
        code: 'CIRCUIT_OPEN',
        data: { breaker: 'ollama_embed' },
      }),
    )
    const other = ask(pool)
    await expect.poll(() => pool.snapshot().queued).toBe(3)
    breaker.forceOpen('for this test')
    await Promise.all(embeds)
    expect(pool.snapshot().queued).toBe(1)
    first.release()
    expect(await other).toBe('hello')
  })
})

it('has nobody to reject at a server that was never called, or is not started yet', () => {
  const pool = poolOf()
  for (const address of [server.origin, 'engine']) pool.flush(address, 'chat', new AppError('CIRCUIT_OPEN'))
  expect(pool.snapshot().origins).toEqual([])
})

describe('origins', () => {
  it('beyond those kept are closed, the least recently used first, and still count', async () => {
    const pool = poolOf({ connections: 2 })
    const [second, third] = [await startServer(), await startServer()]
    for (const at of [server, second, server, third]) await ask(pool, { at })
    await second.until(() => second.sockets.size === 0)
    expect([server.sockets.size, third.sockets.size]).toEqual([1, 1])
    expect(pool.snapshot()).toMatchObject({
      totalRequests: 4,
      connectionsOpened: 3,
      origins: [{ origin: server.origin }, { origin: third.origin }],
    })
  })

  it('are never closed while one of their sockets is in use, but then as soon as none is', async () => {
    const pool = poolOf({ connections: 1 })
    const other = await startServer()
    server.isHolding = true
    const slow = ask(pool)
    await server.until(() => server.held === 1)
    await ask(pool, { at: other })
    expect(pool.snapshot().origins).toHaveLength(2)
    server.answer()
    expect(await slow).toBe('hello')
    await server.until(() => server.sockets.size === 0)
    expect(pool.snapshot().origins.map(({ origin }) => origin)).toEqual([other.origin])
    expect(other.sockets.size).toBe(1)
  })

  it('have slots of their own: a full one holds nobody up elsewhere', async () => {
    const pool = poolOf({ maxSize: 1, block: true })
    const other = await startServer()
    await pool.acquire(server.origin, chat, never)
    expect(await ask(pool, { at: other })).toBe('hello')
  })

  it('are one by whatever path they are called', async () => {
    const pool = poolOf()
    const lease = await pool.acquire(`${server.origin}/proxied/ollama`, chat, never)
    lease.release()
    await ask(pool)
    expect(pool.snapshot().origins).toHaveLength(1)
  })
})

describe('background embeds', () => {
  it('are two at once at first; persons do not wait for them', async () => {
    const pool = poolOf()
    const leases = await Promise.all(times(2, () => pool.acquire(server.origin, backgroundEmbed, never)))
    const third = pool.acquire(server.origin, backgroundEmbed, never)
    await expect.poll(() => pool.snapshot().queued).toBe(1)
    expect(await Promise.all([ask(pool), ask(pool, { purpose: personEmbed })])).toEqual(['hello', 'hello'])
    expect(pool.snapshot().origins[0]).toMatchObject({ embedLimit: 2, embedsInFlight: 2, queued: 1 })
    leases[0]?.release('ok', 16)
    await third
    expect(pool.snapshot().origins[0]).toMatchObject({ embedsInFlight: 2, queued: 0 })
  })

  it('become more while that goes well, and fewer when the server is busy', async () => {
    const pool = poolOf()
    const limit = () => pool.snapshot().origins[0]?.embedLimit
    const lease = () => pool.acquire(server.origin, backgroundEmbed, never)
    const [first, second] = [await lease(), await lease()]
    const waiting = [lease(), lease()]
    first.release('ok', 16)
    second.release('ok', 16)
    expect(limit()).toBe(3)
    clock.advance(1)
    const [third, fourth] = await Promise.all(waiting)
    third?.release('busy')
    fourth?.release('busy')
    // That one began before the limit was lowered; it does not lower it again.
    expect(limit()).toBe(1)
  })

  it('give their place back when they are aborted while they wait for a socket', async () => {
    const pool = poolOf({ maxSize: 1, block: true })
    const person = await pool.acquire(server.origin, chat, never)
    const caller = new AbortController()
    const waiting = expect(pool.acquire(server.origin, backgroundEmbed, caller.signal)).rejects.toMatchObject(
      {
        code: 'CANCELLED',
      },
    )
    await expect.poll(() => pool.snapshot().origins[0]?.embedsInFlight).toBe(1)
    caller.abort()
    await waiting
    expect(pool.snapshot().origins[0]).toMatchObject({ embedsInFlight: 0, queued: 0, inFlight: 1 })
    person.release()
  })
})

it('counts no request but its own, whoever else speaks to the same server', async () => {
  const pool = poolOf()
  const agent = new Agent()
  owned.add(toDisposable(() => agent.close()))
  await ask(pool)
  // Node's own undici tells on the same diagnostics channels.
  for (let turn = 0; turn < 3; turn++) {
    expect(await (await fetch(server.origin, { method: 'POST', body: 'x' })).text()).toBe('x')
    await (await undiciRequest(server.origin, { dispatcher: agent })).body.dump()
  }
  await ask(pool)
  expect(server.names).toHaveLength(8)
  expect(pool.snapshot()).toMatchObject({ totalRequests: 2, reusedRequests: 1, connectionsOpened: 1 })
})

describe('the end', () => {
  it('leaves no socket, ends calls under way and refuses those that wait or come', async () => {
    const pool = poolOf({ maxSize: 1, block: true })
    const free = poolOf({ maxSize: 1 })
    server.isHolding = true
    const ended = [ask(pool), ask(free), ask(free)].map((call) =>
      expect(call).rejects.toMatchObject({ code: 'SHUTTING_DOWN' }),
    )
    await server.until(() => server.held === 3)
    const waiting = expect(ask(pool)).rejects.toMatchObject({ code: 'SHUTTING_DOWN' })
    await Promise.all([pool.dispose(), free.dispose()])
    await Promise.all([...ended, waiting])
    await server.until(() => server.sockets.size === 0)
    await expect(ask(pool)).rejects.toMatchObject({ code: 'SHUTTING_DOWN' })
    expect(clock.pending).toBe(0)
  })
})

it.each([{ connections: 0 }, { maxSize: 0 }, { maxSize: 1.5 }])('cannot be made with %j', (options) => {
  expect(() => new ConnectionPool({ clock, ...options })).toThrow(RangeError)
})
