import { afterEach, beforeEach, expect, it } from 'vitest'
import { type Handler, serve } from '../../../src-main/engine/http-server.ts'
import { RequestError } from '../../../src-main/engine/request-error.ts'

let server: Awaited<ReturnType<typeof serve>>
let origin: string
let stream: Handler

beforeEach(async () => {
  stream = async () => ({})
  server = await serve(
    {
      'GET /api/version': async () => ({ version: '1' }),
      'POST /api/echo': async (body) => ({ body }),
      'POST /api/fail': async () => {
        throw new RequestError(404, "model 'x' not found", 'MODEL_NOT_FOUND')
      },
      'POST /api/stream': (body, signal) => stream(body, signal),
    },
    's3cret',
  )
  origin = `http://127.0.0.1:${server.port}`
})

afterEach(() => server.close())

const authorization = 'Bearer s3cret'

function post(path: string, body: string, init: RequestInit = {}): Promise<Response> {
  return fetch(origin + path, { method: 'POST', body, headers: { authorization }, ...init })
}

it.each([undefined, 'Bearer wrong', 's3cret', 'Bearer s3cret2'])('refuses the secret %s', async (secret) => {
  const response = await fetch(`${origin}/api/version`, secret ? { headers: { authorization: secret } } : {})
  expect(response.status).toBe(401)
  expect(await response.json()).toMatchObject({ error: 'unauthorized' })
})

it('answers JSON', async () => {
  expect(await (await fetch(`${origin}/api/version`, { headers: { authorization } })).json()).toEqual({
    version: '1',
  })
  expect(await (await post('/api/echo', '{"a":"ü"}')).json()).toEqual({ body: { a: 'ü' } })
})

it.each([
  ['/api/echo', '{bad', 400],
  ['/api/echo', '', 400],
  ['/api/none', '{}', 404],
  ['/constructor', '{}', 404],
  ['/api/fail', '{}', 404],
  ['/api/echo', `"${'x'.repeat(17 * 1_048_576)}"`, 413],
])("answers Ollama's error body to POST %s", async (path, body, status) => {
  const response = await post(path, body)
  expect(response.status).toBe(status)
  expect(await response.json()).toMatchObject({ error: expect.any(String) })
})

it('streams one line an object', async () => {
  stream = async () =>
    (async function* () {
      yield { a: 1 }
      yield { a: 2 }
    })()
  const response = await post('/api/stream', '{}')
  expect(response.headers.get('content-type')).toBe('application/x-ndjson')
  expect(await response.text()).toBe('{"a":1}\n{"a":2}\n')
})

it('gives a failure before the first line its own status, and one after it a line', async () => {
  stream = async () =>
    // biome-ignore lint/correctness/useYield: it fails before it could
    (async function* () {
      throw new RequestError(500, 'no memory', 'MODEL_LOAD_FAILED')
    })()
  const early = await post('/api/stream', '{}')
  expect(early.status).toBe(500)
  expect(await early.json()).toEqual({ error: 'no memory', code: 'MODEL_LOAD_FAILED' })
  stream = async () =>
    (async function* () {
      yield { a: 1 }
      throw new RequestError(500, 'boom')
    })()
  expect(await (await post('/api/stream', '{}')).text()).toBe('{"a":1}\n{"error":"boom"}\n')
})

it('aborts the work when the client goes away', async () => {
  let aborted: () => void = () => undefined
  const ended = new Promise<void>((resolve) => {
    aborted = resolve
  })
  stream = async (_body, signal) => {
    signal.addEventListener('abort', aborted)
    return (async function* () {
      yield { a: 1 }
      await ended
    })()
  }
  const client = new AbortController()
  const response = await post('/api/stream', '{}', { signal: client.signal })
  await response.body?.getReader().read()
  client.abort()
  await ended
})
