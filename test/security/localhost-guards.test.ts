import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { authorized, rawRequest, startApi, TOKEN } from '../unit/http/api-client.ts'

const get = (target: string, ...headers: string[]) => [`GET ${target} HTTP/1.1`, ...headers]

describe('Host', () => {
  test('is answered as 127.0.0.1 and localhost with the port, in any case', async () => {
    const { port } = await startApi()
    for (const host of [`127.0.0.1:${port}`, `localhost:${port}`, `LOCALHOST:${port}`]) {
      expect((await rawRequest(port, get('/health/live', `Host: ${host}`))).status, host).toBe(200)
    }
  })

  test('of any other form is refused, on every route and on none', async () => {
    const { port, services } = await startApi()
    const hosts = [
      'evil.example',
      `evil.example:${port}`,
      '127.0.0.1',
      'localhost',
      `127.0.0.1:${port + 1}`,
      `localhost.:${port}`,
      `[::1]:${port}`,
      `0.0.0.0:${port}`,
      `127.1:${port}`,
      `2130706433:${port}`,
      `127.0.0.1.nip.io:${port}`,
      `localhost:${port}.evil.example`,
      `user@localhost:${port}`,
      `localhost:${port}, evil.example`,
      `localhost:0${port}`,
      '',
    ]
    for (const host of hosts) {
      for (const target of ['/health/live', '/metrics', '/api/documents', '/nowhere', '/%zz']) {
        const { status, error } = await rawRequest(
          port,
          get(target, `Host: ${host}`, `Authorization: Bearer ${TOKEN}`),
        )
        expect([status, error.code], `${host} ${target}`).toEqual([403, 'FORBIDDEN'])
      }
    }
    expect(services.asked).toEqual([])
  })

  test('that is absent or given twice is refused', async () => {
    const { port } = await startApi()
    const own = `Host: 127.0.0.1:${port}`
    expect((await rawRequest(port, get('/health/live'))).status).toBe(400)
    expect((await rawRequest(port, ['GET /health/live HTTP/1.0'])).status).toBe(403)
    expect((await rawRequest(port, get('/health/live', own, 'Host: evil.example'))).status).toBe(403)
    expect((await rawRequest(port, get('/health/live', own, own.toUpperCase()))).status).toBe(403)
  })

  test('cannot be stood in for by a target that names one itself', async () => {
    const { port } = await startApi()
    for (const target of [
      `http://evil.example/health/live`,
      `http://127.0.0.1:${port}/health/live`,
      'health/live',
    ]) {
      const { status } = await rawRequest(port, get(target, `Host: 127.0.0.1:${port}`))
      expect(status, target).toBeGreaterThanOrEqual(400)
    }
  })
})

describe('pages in a browser', () => {
  test.each([
    ['Origin', 'https://evil.example'],
    ['Origin', 'null'],
    ['Origin', 'app://alcove'],
    ['Origin', 'http://localhost:3000'],
    ['Sec-Fetch-Site', 'cross-site'],
    ['Sec-Fetch-Site', 'same-site'],
    ['Sec-Fetch-Site', 'anything'],
  ])('are refused by %s: %s, with the token too', async (name, value) => {
    const { port } = await startApi()
    for (const [method, target] of [
      ['GET', '/health/live'],
      ['GET', '/api/documents'],
      ['POST', '/api/query'],
      ['OPTIONS', '/api/query'],
      ['GET', '/nowhere'],
    ]) {
      const { status, head } = await rawRequest(port, [
        `${method} ${target} HTTP/1.1`,
        `Host: 127.0.0.1:${port}`,
        `${name}: ${value}`,
        `Authorization: Bearer ${TOKEN}`,
      ])
      expect(status, `${method} ${target}`).toBe(403)
      expect(head).not.toMatch(/access-control/i)
    }
  })

  test('typed into the address bar by the person reach health', async () => {
    const { port } = await startApi()
    const typed = get('/health/live', `Host: 127.0.0.1:${port}`, 'Sec-Fetch-Site: none')
    expect((await rawRequest(port, typed)).status).toBe(200)
  })
})

describe('the token', () => {
  const guarded = [
    ['GET', '/api/documents'],
    ['HEAD', '/api/documents'],
    ['POST', '/api/documents'],
    ['DELETE', '/api/documents/d1'],
    ['POST', '/api/query'],
  ] as const

  test.each(guarded)('is asked for by %s %s', async (method, target) => {
    const { origin, services } = await startApi()
    for (const authorization of [
      undefined,
      '',
      'Bearer',
      'Bearer ',
      TOKEN,
      `Basic ${TOKEN}`,
      `Bearer ${TOKEN.slice(1)}`,
      `Bearer ${TOKEN}a`,
      `Bearer ${TOKEN} ${TOKEN}`,
      `Bearer ${TOKEN.toUpperCase()}`,
    ]) {
      const response = await fetch(origin + target, {
        method,
        headers: authorization === undefined ? {} : { Authorization: authorization },
      })
      expect(response.status, String(authorization)).toBe(401)
      expect(response.headers.get('www-authenticate')).toBe('Bearer')
      if (method !== 'HEAD') expect(await response.json()).toMatchObject({ error: { code: 'UNAUTHORIZED' } })
    }
    expect([services.asked, services.added, services.removed]).toEqual([[], [], []])
  })

  test('is not asked for where the owner switched it off, nor by health and metrics', async () => {
    const open = await startApi({ token: null })
    expect((await fetch(`${open.origin}/api/documents`)).status).toBe(200)
    const closed = await startApi()
    for (const target of ['/health/live', '/health/ready', '/metrics']) {
      expect((await fetch(closed.origin + target)).status).toBe(200)
    }
  })

  test('stands before every spelling of a guarded address', async () => {
    const { port, services } = await startApi()
    const piece = fc.constantFrom(
      'api',
      '%61pi',
      'API',
      'documents',
      'document%73',
      'query',
      'd1',
      '..',
      '.',
      '',
      '%2e%2e',
      '%2f',
      '%00',
      ';x',
      '?a=b',
      '%',
      '#',
      '\\',
    )
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom('GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'PROPFIND', 'QUERY'),
        fc.array(piece, { minLength: 1, maxLength: 5 }),
        async (method, pieces) => {
          const { status } = await rawRequest(port, [
            `${method} /${pieces.join('/')} HTTP/1.1`,
            `Host: 127.0.0.1:${port}`,
          ])
          expect(status).toBeGreaterThanOrEqual(400)
          expect(status).toBeLessThan(500)
        },
      ),
      { numRuns: 300 },
    )
    expect([services.asked, services.added, services.removed]).toEqual([[], [], []])
  })

  test('lets its owner in by the same addresses', async () => {
    const { origin, services } = await startApi()
    expect((await fetch(`${origin}/api/documents`, { headers: authorized })).status).toBe(200)
    const removed = await fetch(`${origin}/api/documents/d1`, { method: 'DELETE', headers: authorized })
    expect(removed.status).toBe(204)
    expect(services.removed).toEqual(['d1'])
  })
})
