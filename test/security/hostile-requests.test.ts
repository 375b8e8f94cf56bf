import { connect } from 'node:net'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { limits } from '../../src-shared/schemas/limits.ts'
import {
  authorized,
  jsonHeaders,
  openSocket,
  parseRaw,
  postQuery,
  rawExchange,
  rawRequest,
  startApi,
  TOKEN,
} from '../unit/http/api-client.ts'

const errorOf = async (response: Response) => ({
  status: response.status,
  code: ((await response.json()) as { error: { code: string } }).error.code,
})

const postHead = (port: number, ...headers: string[]) => [
  'POST /api/query HTTP/1.1',
  `Host: 127.0.0.1:${port}`,
  `Authorization: Bearer ${TOKEN}`,
  ...headers,
]

describe('a body', () => {
  test.each([
    'text/plain',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    'application/jsonp',
    'text/json',
    '*/*',
    'application/json-seq',
    'nonsense',
  ])('of type %s is refused as UNSUPPORTED_MEDIA_TYPE', async (type) => {
    const { origin, services } = await startApi()
    const response = await postQuery(
      origin,
      { query: 'q' },
      { headers: { ...authorized, 'Content-Type': type } },
    )
    expect(await errorOf(response)).toEqual({ status: 415, code: 'UNSUPPORTED_MEDIA_TYPE' })
    expect(services.asked).toEqual([])
  })

  test('without a type is refused', async () => {
    const { port } = await startApi()
    const { status } = await rawRequest(port, postHead(port, 'Content-Length: 13'), '{"query":"q"}')
    expect(status).toBe(415)
  })

  test.each([
    'application/json',
    'application/json; charset=utf-8',
    'application/json;charset=UTF-8',
    'APPLICATION/JSON',
  ])('of type %s is read', async (type) => {
    const { origin } = await startApi()
    const response = await postQuery(
      origin,
      { query: 'q' },
      { headers: { ...authorized, 'Content-Type': type } },
    )
    expect(response.status).toBe(200)
  })

  test.each([
    ['nothing', ''],
    ['no JSON', '{"query":'],
    ['a bare word', 'query'],
    ['two values', '{"query":"q"}{"query":"q"}'],
    ['an array', '[{"query":"q"}]'],
    ['null', 'null'],
    ['a number', '1'],
    ['no question', '{}'],
    ['an empty question', '{"query":"  "}'],
    ['a question that is too long', JSON.stringify({ query: 'x'.repeat(limits.question + 1) })],
    ['a question of the wrong type', '{"query":{"toString":"x"}}'],
    ['an unknown key', '{"query":"q","admin":true}'],
    ['a polluting key', '{"query":"q","__proto__":{"admin":true}}'],
    ['a polluting constructor', '{"query":"q","constructor":{"prototype":{"admin":true}}}'],
    ['k as text', '{"query":"q","k":"6"}'],
    ['k too large', '{"query":"q","k":1e9}'],
    ['deep nesting', `{"query":${'['.repeat(100_000)}${']'.repeat(100_000)}}`],
    ['a megabyte of key', `{"query":"q","${'k'.repeat(900_000)}":1}`],
  ])('that holds %s is INVALID_INPUT, said briefly and without a stack', async (_name, body) => {
    const { origin, services } = await startApi()
    const response = await postQuery(origin, body)
    const text = await response.text()
    expect(response.status).toBe(400)
    expect(JSON.parse(text).error.code).toBe('INVALID_INPUT')
    expect(text.length).toBeLessThan(5_000)
    expect(text).not.toMatch(/\bat .*:\d+:\d+|node_modules|"stack"/)
    expect(services.asked).toEqual([])
    expect(Object.prototype).not.toHaveProperty('admin')
  })

  test('over the limit is TOO_LARGE, told beforehand or not', async () => {
    const { origin, port } = await startApi()
    const huge = JSON.stringify({ query: 'x'.repeat(limits.httpBody) })
    expect(await errorOf(await postQuery(origin, huge))).toEqual({ status: 413, code: 'TOO_LARGE' })
    const chunk = 'x'.repeat(64 * 1024)
    const chunks = `${chunk.length.toString(16)}\r\n${chunk}\r\n`.repeat(17)
    const { status, error } = await rawRequest(
      port,
      postHead(port, 'Content-Type: application/json', 'Transfer-Encoding: chunked'),
      `${chunks}0\r\n\r\n`,
    )
    expect([status, error.code]).toEqual([413, 'TOO_LARGE'])
  })

  test('that is no UTF-8 is INVALID_INPUT', async () => {
    const { port } = await startApi()
    const body = Buffer.concat([
      Buffer.from('{"query":"'),
      Buffer.from([0xff, 0xfe, 0xc0]),
      Buffer.from('"}'),
    ])
    const { status, error } = await rawRequest(
      port,
      postHead(port, 'Content-Type: application/json', `Content-Length: ${body.length}`),
      body,
    )
    expect([status, error.code]).toEqual([400, 'INVALID_INPUT'])
  })

  test('of any JSON never makes the server fail', async () => {
    const { origin, services } = await startApi()
    await fc.assert(
      fc.asyncProperty(fc.json(), fc.constantFrom('/api/query', '/api/documents'), async (body, target) => {
        const response = await fetch(origin + target, { method: 'POST', headers: jsonHeaders, body })
        expect(await errorOf(response)).toEqual({ status: 400, code: 'INVALID_INPUT' })
      }),
      { numRuns: 150 },
    )
    expect([services.asked, services.added]).toEqual([[], []])
  })
})

describe('paths to add', () => {
  test.each([['relative'], ['./a.txt'], ['~/a.txt'], ['/a\0.txt'], [''], [`/${'x'.repeat(limits.path)}`]])(
    'like %j are refused',
    async (path) => {
      const { origin, services } = await startApi()
      const response = await fetch(`${origin}/api/documents`, {
        method: 'POST',
        headers: jsonHeaders,
        body: JSON.stringify({ paths: ['/fine.txt', path] }),
      })
      expect(await errorOf(response)).toEqual({ status: 400, code: 'INVALID_INPUT' })
      expect(services.added).toEqual([])
    },
  )
})

describe('an address', () => {
  test.each([
    ['/%zz', 400],
    ['/api/documents/%zz', 400],
    [`/api/documents/${'x'.repeat(5_000)}`, 400],
    ['/api/documents/..%2f..%2fetc%2fpasswd', 404],
    ['/api/documents/%00', 404],
    ['/api/documents/__proto__', 404],
    [`/api/documents/${'x'.repeat(65)}`, 400],
    ['/api/documents/', 400],
    ['/../../etc/passwd', 404],
    ['//health/live', 404],
    ['/health/live/', 404],
    ['/HEALTH/live', 404],
  ])('%s has %i and a stable code', async (target, expected) => {
    const { port, services } = await startApi()
    const { status, error } = await rawRequest(port, [
      `DELETE ${target} HTTP/1.1`,
      `Host: 127.0.0.1:${port}`,
      `Authorization: Bearer ${TOKEN}`,
    ])
    expect([status, error.code]).toEqual([expected, expected === 404 ? 'NOT_FOUND' : 'INVALID_INPUT'])
    expect(services.removed).toEqual([])
  })

  test.each([
    'limit=0',
    'limit=501',
    'limit=x',
    'limit=1&limit=2',
    'offset=-1',
    'offset=1e400',
    '__proto__=1',
    'other=1',
    'collection=',
  ])('with ?%s is INVALID_INPUT', async (search) => {
    const { origin } = await startApi()
    const response = await fetch(`${origin}/api/documents?${search}`, { headers: authorized })
    expect(await errorOf(response)).toEqual({ status: 400, code: 'INVALID_INPUT' })
  })
})

describe('what is no proper HTTP', () => {
  test.each([
    ['noise', '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03'],
    ['an unknown method', 'FOO / HTTP/1.1\r\nHost: x\r\n\r\n'],
    [
      'a length and chunks at once',
      'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
    ],
    ['two lengths', 'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello'],
    ['a line break inside a header', 'GET / HTTP/1.1\r\nHost: x\r\nX: a\rb\r\n\r\n'],
  ])('%s gets a 400 in our shape, and the socket closes', async (_name, bytes) => {
    const { port } = await startApi()
    const { status, error } = parseRaw(await rawExchange(port, Buffer.from(bytes, 'latin1')))
    expect([status, error.code]).toEqual([400, 'INVALID_INPUT'])
  })

  test('headers without end get a 431', async () => {
    const { port } = await startApi()
    const bytes = `GET / HTTP/1.1\r\nHost: x\r\n${'X-Bomb: boom\r\n'.repeat(3_000)}\r\n`
    const { status, error } = parseRaw(await rawExchange(port, bytes))
    expect([status, error.code]).toEqual([431, 'TOO_LARGE'])
  })

  test('CONNECT is not served', async () => {
    const { port } = await startApi()
    const answer = await rawExchange(
      port,
      'CONNECT evil.example:443 HTTP/1.1\r\nHost: evil.example:443\r\n\r\n',
    )
    expect(answer).not.toMatch(/^HTTP\/1\.1 2/)
  })

  test('an upgrade is answered as an ordinary request, behind the guards', async () => {
    const { port } = await startApi()
    const { status } = await rawRequest(port, [
      'GET /health/live HTTP/1.1',
      'Host: evil.example',
      'Upgrade: websocket',
      'Sec-WebSocket-Key: x',
    ])
    expect(status).toBe(403)
  })
})

describe('a slow sender', () => {
  test('of headers is cut off', async () => {
    const { port } = await startApi({ headersMs: 200, requestMs: 400 })
    const { status, error } = parseRaw(
      await rawExchange(port, `GET /health/live HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\n`),
    )
    expect([status, error.code]).toEqual([408, 'INVALID_INPUT'])
  })

  test('of a body is cut off', async () => {
    const { port, services } = await startApi({ headersMs: 200, requestMs: 400 })
    const head = postHead(port, 'Content-Type: application/json', 'Content-Length: 100')
    const { status, error } = parseRaw(await rawExchange(port, `${head.join('\r\n')}\r\n\r\n{"query":`))
    expect([status, error.code]).toEqual([408, 'INVALID_INPUT'])
    expect(services.asked).toEqual([])
  })

  test('does not keep others out', async () => {
    const { port, origin } = await startApi()
    for (let n = 0; n < 50; n++) openSocket(port).write('GET /health/live HTTP/1.1\r\n')
    expect((await fetch(`${origin}/health/live`)).status).toBe(200)
  })
})

test('the server listens on 127.0.0.1 alone', async () => {
  const { port } = await startApi()
  const reached = (host: string) =>
    new Promise<boolean>((resolve) => {
      const socket = connect(port, host)
      socket.once('connect', () => resolve(true))
      socket.once('error', () => resolve(false))
      socket.once('connect', () => socket.destroy())
    })
  expect(await reached('127.0.0.1')).toBe(true)
  expect(await reached('::1')).toBe(false)
  expect(await reached('127.0.0.2')).toBe(false)
})
