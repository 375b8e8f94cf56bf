import { expect, test } from 'vitest'
import { idleWarming, noPatterns } from '../../fakes/fake-warming.ts'
import { authorized, startApi } from './api-client.ts'

const warm = '/api/semantic-cache/warm'

async function post(body: string, type: string, query = '') {
  const api = await startApi()
  const response = await fetch(`${api.origin}${warm}${query}`, {
    method: 'POST',
    headers: { ...authorized, 'Content-Type': type },
    body,
  })
  return { response, services: api.services }
}

test('a source is taken and its progress told', async () => {
  const { response, services } = await post('{"from":"headings"}', 'application/json')
  expect(response.status).toBe(202)
  expect(services.warmed).toEqual([{ from: 'headings', collectionId: null }])
  expect(await response.json()).toEqual({
    ...{ state: 'idle', paused_for: null, from: null, total: 0, done: 0, kept: 0, already_there: 0 },
    ...{ not_kept: 0, current: null, started_at: null, ended_at: null, was_stopped: false },
    ...{ was_full: false, has_failed: false },
  })
})

test('a collection in the address holds where the body names none', async () => {
  const { services } = await post('{"from":"headings"}', 'application/json', '?collection=My%20documents')
  expect(services.warmed).toEqual([{ from: 'headings', collectionId: 'My documents' }])
  const unknown = await post('{"from":"headings"}', 'application/json', '?collection=nowhere')
  expect(unknown.response.status).toBe(404)
  expect(unknown.services.warmed).toEqual([])
})

test.each([
  ['text/plain; charset=utf-8', 'txt'],
  ['text/csv', 'csv'],
])('a list of questions as %s', async (type, format) => {
  const { response, services } = await post('Where is the key?\n', type, '?collection=My%20documents')
  expect(response.status).toBe(202)
  expect(services.warmed).toEqual([{ text: 'Where is the key?\n', format, collectionId: 'My documents' }])
})

test.each([
  ['a source that there is none of', '{"from":"nowhere"}', 'application/json', 400],
  ['no questions', '{"from":"questions","questions":[]}', 'application/json', 400],
  ['an unknown field', '{"from":"most_asked","now":true}', 'application/json', 400],
  ['a form', 'from=headings', 'application/x-www-form-urlencoded', 415],
])('%s is refused in the shape of every error', async (_name, body, type, status) => {
  const { response, services } = await post(body, type)
  expect(response.status).toBe(status)
  expect(await response.json()).toMatchObject({
    error: { code: expect.any(String), message: expect.any(String) },
  })
  expect(services.warmed).toEqual([])
})

test('a second one is refused while one is under way, whose progress is told', async () => {
  const api = await startApi()
  api.services.warmingView = {
    ...idleWarming,
    ...{ state: 'paused', pausedFor: 'no_model', from: 'most_asked', total: 9, done: 2, startedAt: 0 },
  }
  const headers = authorized
  const again = await fetch(`${api.origin}${warm}`, {
    method: 'POST',
    headers: { ...headers, 'Content-Type': 'application/json' },
    body: '{"from":"most_asked"}',
  })
  expect(again.status).toBe(409)
  expect(await (await fetch(`${api.origin}${warm}`, { headers })).json()).toMatchObject({
    ...{ state: 'paused', paused_for: 'no_model', total: 9, done: 2, started_at: '1970-01-01T00:00:00.000Z' },
  })
})

test('text is a body nowhere else', async () => {
  const api = await startApi()
  const response = await fetch(`${api.origin}/api/query`, {
    method: 'POST',
    headers: { ...authorized, 'Content-Type': 'text/plain' },
    body: '{"query":"Where is the key?"}',
  })
  expect(response.status).toBe(415)
})

test.each([
  ['POST', warm],
  ['GET', warm],
  ['GET', '/api/semantic-cache/patterns'],
])('%s %s needs the token', async (method, path) => {
  const { origin, services } = await startApi()
  const body = method === 'POST' ? { body: 'Who?', headers: { 'Content-Type': 'text/plain' } } : {}
  expect((await fetch(`${origin}${path}`, { method, ...body })).status).toBe(401)
  expect(services.warmed).toEqual([])
})

test('what is asked is told in words of its own', async () => {
  const api = await startApi()
  const cluster = {
    ...{
      label: 'Where is the key?',
      collectionId: 'c1',
      wordings: [{ question: 'Where is the key?', count: 3 }],
    },
    ...{ count: 3, lastAskedAt: 0, totalMs: 30, medianMs: 9, hits: 2, unanswered: 0 },
  }
  api.services.patternsView = { ...noPatterns, asked: 3, since: 0, mostFrequent: [cluster] }
  const response = await fetch(`${api.origin}/api/semantic-cache/patterns`, { headers: authorized })
  expect(await response.json()).toMatchObject({
    ...{ asked: 3, since: '1970-01-01T00:00:00.000Z', clustered_by: 'meaning' },
    most_frequent: [
      {
        ...{ label: 'Where is the key?', collection: 'c1', count: 3, total_ms: 30, median_ms: 9, hits: 2 },
        ...{ last_asked_at: '1970-01-01T00:00:00.000Z', unanswered: 0 },
      },
    ],
    ...{ most_costly: [], never_answered: [], near_misses_by_rule: [] },
  })
})
