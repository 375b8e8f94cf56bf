import { describe, expect, it } from 'vitest'
import { AppError } from '../../src-main/base/app-error.ts'
import type { Purpose } from '../../src-main/ollama/index.ts'
import { CircuitBreaker } from '../../src-main/resilience/index.ts'
import {
  ask,
  chat,
  clock,
  never,
  owned,
  poolOf,
  server,
  times,
  withServer,
} from './connection-pool-set-up.ts'

withServer()

const personEmbed: Purpose = { kind: 'embed', priority: 'person' }
const backgroundEmbed: Purpose = { kind: 'embed', priority: 'background' }

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
