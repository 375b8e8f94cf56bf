import { createServer } from 'node:net'
import { describe, expect, onTestFinished, test } from 'vitest'
import { ApiServer } from '../../../src-main/http/server.ts'
import { authorized, jsonHeaders, startApi } from './api-client.ts'
import { FakeServices } from './fake-services.ts'

describe('health', () => {
  test('live answers whatever else is down, and asks nothing', async () => {
    const { origin, services } = await startApi()
    services.diagnostics.health = () => {
      throw new Error('everything is down')
    }
    const response = await fetch(`${origin}/health/live`)
    expect([response.status, await response.json()]).toMatchObject([200, { status: 'live' }])
  })

  test('ready is 200 or 503, with each check by its name', async () => {
    const { origin, services } = await startApi()
    const since = '2026-01-01T00:00:00.000Z'
    services.checks = [{ name: 'database', state: 'ok', detail: 'SQLite answers.', required: true, since }]
    const ready = await fetch(`${origin}/health/ready`)
    expect([ready.status, await ready.json()]).toMatchObject([
      200,
      {
        status: 'ready',
        checks: { database: { state: 'ok', detail: 'SQLite answers.', required: true, since } },
      },
    ])
    services.isReady = false
    expect((await fetch(`${origin}/health/ready`)).status).toBe(503)
  })

  test('answers HEAD without a body', async () => {
    const { origin } = await startApi()
    const response = await fetch(`${origin}/health/live`, { method: 'HEAD' })
    expect([response.status, await response.text()]).toEqual([200, ''])
  })
})

describe('documents', () => {
  test('are listed with their collection and error, and where the page stands', async () => {
    const { origin } = await startApi()
    const response = await fetch(`${origin}/api/documents?limit=5`, { headers: authorized })
    expect(await response.json()).toEqual([
      {
        id: 'd1',
        path: '/docs/keys.md',
        title: 'Keys',
        collection: 'My documents',
        state: 'failed',
        error: { code: 'FILE_CORRUPT', message: 'The file is damaged and cannot be read.' },
        chunks: 2,
      },
    ])
    expect(response.headers.get('X-Total-Count')).toBe('1')
  })

  test('are taken into the queue with 202, into a collection that is made where it is new', async () => {
    const { origin, services } = await startApi()
    const response = await fetch(`${origin}/api/documents`, {
      method: 'POST',
      headers: jsonHeaders,
      body: JSON.stringify({ paths: ['/docs/a.md'], collection: 'Huts' }),
    })
    expect([response.status, await response.json()]).toEqual([
      202,
      {
        collection: { id: 'Huts', name: 'Huts' },
        items: [{ id: 'd1', path: '/docs/a.md', state: 'discovered', unchanged: false }],
        refused: [],
      },
    ])
    expect(services.collectionNames).toContain('Huts')
  })

  test('are removed with 204, also by a client that names a type for the body it does not send', async () => {
    const { origin, services } = await startApi()
    const remove = (id: string) =>
      fetch(`${origin}/api/documents/${id}`, { method: 'DELETE', headers: jsonHeaders })
    expect((await remove('d1')).status).toBe(204)
    expect(services.removed).toEqual(['d1'])
    expect((await remove('d2')).status).toBe(404)
    expect(services.removed).toEqual(['d1'])
  })

  test('of an unknown collection are NOT_FOUND', async () => {
    const { origin } = await startApi()
    expect((await fetch(`${origin}/api/documents?collection=none`, { headers: authorized })).status).toBe(404)
  })
})

describe('every answer', () => {
  test('is counted under its pattern, never under the address as sent', async () => {
    const { origin, answered } = await startApi()
    await fetch(`${origin}/api/documents/some-id`, { method: 'DELETE', headers: authorized })
    await fetch(`${origin}/nowhere/else`)
    await fetch(`${origin}/health/live`)
    expect(answered).toEqual([
      ['/api/documents/:id', 404],
      ['unknown', 404],
      ['/health/live', 200],
    ])
  })

  test('is given although the count of it fails', async () => {
    const { origin } = await startApi({
      onRequest: () => {
        throw new Error('no metrics today')
      },
    })
    expect((await fetch(`${origin}/health/live`)).status).toBe(200)
    expect((await fetch(`${origin}/health/live`)).status).toBe(200)
  })

  test('forbids to be kept or to be taken for another type, errors as well', async () => {
    const { origin } = await startApi()
    for (const target of ['/health/live', '/nowhere', '/api/documents']) {
      const { headers } = await fetch(origin + target)
      expect(headers.get('cache-control')).toBe('no-store')
      expect(headers.get('x-content-type-options')).toBe('nosniff')
      expect(headers.get('content-type')).toMatch(/^application\/json/)
    }
  })
})

describe('listening', () => {
  const occupy = (port: number) =>
    new Promise<number>((resolve) => {
      const server = createServer().listen(port, '127.0.0.1', () => {
        const address = server.address()
        resolve(typeof address === 'object' && address ? address.port : 0)
      })
      onTestFinished(() => void server.close())
    })

  test('takes another port where the wanted one is taken, and answers there', async () => {
    const taken = await occupy(0)
    const { server } = await startApi()
    await server.dispose()
    const next = await startApiOn(taken)
    expect(next.port).not.toBe(taken)
    expect(next.port).toBeGreaterThan(0)
    expect((await fetch(`http://127.0.0.1:${next.port}/health/live`)).status).toBe(200)
  })

  test('takes the wanted port where it is free', async () => {
    const { port, server } = await startApi()
    await server.dispose()
    expect((await startApiOn(port)).port).toBe(port)
  })

  test('finds a port although the highest is taken', async () => {
    const { port } = await startApiOn(65_535)
    const second = await startApiOn(65_535)
    expect(second.port).not.toBe(port)
    expect(second.port).toBeGreaterThan(0)
  })

  async function startApiOn(wanted: number) {
    const server = new ApiServer({ services: new FakeServices(), token: null, onRequest: () => {} })
    onTestFinished(() => server.dispose())
    return { server, port: await server.listen(wanted) }
  }
})
