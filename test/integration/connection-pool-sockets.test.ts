import { Agent, request as undiciRequest } from 'undici'
import { describe, expect, it } from 'vitest'
import { toDisposable } from '../../src-main/base/disposable.ts'
import { ConnectionPool } from '../../src-main/ollama/index.ts'
import { ask, clock, owned, poolOf, server, withServer } from './connection-pool-set-up.ts'

withServer()

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
