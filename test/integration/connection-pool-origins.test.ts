import { describe, expect, it } from 'vitest'
import { ask, chat, clock, never, poolOf, server, startServer, withServer } from './connection-pool-set-up.ts'

withServer()

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

describe('an origin that is gone', () => {
  it('is shown for a minute after its last socket closed, and counts on', async () => {
    const pool = poolOf()
    const engine = await startServer()
    await ask(pool, { at: engine })
    await ask(pool)
    await engine.close()
    await until(() => pool.snapshot().connectionsClosed === 1)
    clock.advance(59_999)
    expect(pool.snapshot().origins).toHaveLength(2)
    clock.advance(1)
    expect(pool.snapshot()).toMatchObject({ totalRequests: 2, origins: [{ origin: server.origin }] })
  })
})

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise(setImmediate)
}
