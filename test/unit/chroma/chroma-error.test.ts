import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { ChromaVectorStore } from '../../../src-main/chroma/index.ts'
import { outcomeOf } from '../../../src-main/resilience/index.ts'
import { isRetriable } from '../../../src-main/resilience/retriable.ts'

// What Chroma's own client makes of each answer, and what that means for breaker and retry.

const never = new AbortController().signal
let server: Server
let store: ChromaVectorStore
let answer: { status: number; body: string } | 'reset' | 'stall'
let asked: () => void

beforeEach(async () => {
  asked = () => undefined
  server = createServer((request, response) => {
    request.resume()
    asked()
    if (answer === 'reset') return void request.socket.resetAndDestroy()
    if (answer !== 'stall')
      response.writeHead(answer.status, { 'content-type': 'application/json' }).end(answer.body)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  store = new ChromaVectorStore({
    state: { state: 'ready' },
    onState: () => ({ dispose: () => undefined }),
    address: { host: '127.0.0.1', port: (server.address() as AddressInfo).port, ssl: false },
    pid: undefined,
    suspect: () => undefined,
    reportServerError: () => undefined,
    start: () => undefined,
    dispose: async () => undefined,
  })
})

afterEach(async () => {
  vi.restoreAllMocks()
  await store.dispose()
  server.closeAllConnections()
  server.close()
})

async function failed(): Promise<unknown> {
  try {
    await store.list(never)
  } catch (error) {
    return error
  }
  throw new Error('It did not fail.')
}

const says = (message: string) => JSON.stringify({ error: 'InternalError', message })

it.each([
  [400, says('bad limit'), 'INTERNAL', 'neutral', false],
  [401, '', 'VECTOR_STORE_UNAVAILABLE', 'neutral', false],
  [403, '', 'VECTOR_STORE_UNAVAILABLE', 'neutral', false],
  [409, '', 'VECTOR_STORE_UNAVAILABLE', 'neutral', false],
  [422, says('Quota exceeded: too many'), 'VECTOR_STORE_UNAVAILABLE', 'neutral', false],
  [429, '', 'VECTOR_STORE_UNAVAILABLE', 'neutral', false],
  [500, says('boom'), 'VECTOR_STORE_UNAVAILABLE', 'failure', true],
  [500, says('(code: 13) database or disk is full'), 'DISK_FULL', 'neutral', false],
  [502, '<html>', 'VECTOR_STORE_UNAVAILABLE', 'failure', true],
  [503, '', 'VECTOR_STORE_UNAVAILABLE', 'failure', true],
])('%i %s is %s: %s, retried: %s', async (status, body, code, outcome, retried) => {
  answer = { status, body }
  const error = await failed()
  expect(error).toMatchObject({ code })
  expect(outcomeOf(error, never)).toBe(outcome)
  expect(isRetriable(error)).toBe(retried)
})

it('a connection that breaks is a failure, and retried', async () => {
  answer = 'reset'
  const error = await failed()
  expect(error).toMatchObject({ code: 'VECTOR_STORE_UNAVAILABLE' })
  expect(outcomeOf(error, never)).toBe('failure')
  expect(isRetriable(error)).toBe(true)
})

it('a deadline says so, is a failure, and is not retried: its time is used up', async () => {
  const timer = new AbortController()
  vi.spyOn(AbortSignal, 'timeout').mockReturnValue(timer.signal)
  answer = 'stall'
  asked = () => timer.abort(new DOMException('timed out', 'TimeoutError'))
  const error = await failed()
  expect(error).toMatchObject({
    code: 'VECTOR_STORE_UNAVAILABLE',
    message: 'The vector store did not answer within 10 s.',
    cause: { code: 'DEADLINE_TOTAL' },
  })
  expect(outcomeOf(error, never)).toBe('failure')
  expect(isRetriable(error)).toBe(false)
})
