import { expect, test } from 'vitest'
import { fakeBreaker, fakeOpenBreaker, fakePool, fakeResilience } from '../../fakes/fake-bridge-resilience.ts'
import { breakersAnswer, poolAnswer } from '../../fakes/resilience-answers.ts'
import { startApi } from './api-client.ts'

async function get(origin: string, route: string): Promise<unknown> {
  const response = await fetch(origin + route)
  expect(response.status).toBe(200)
  return response.json()
}

test('breakers are told to anybody here, in seconds and snake_case', async () => {
  const { origin, services } = await startApi()
  services.resilienceSnapshot = fakeResilience(
    fakeOpenBreaker('ollama_client', 22_480.7),
    fakeBreaker('ollama_embed', { state: 'half_open' }),
    fakeBreaker('engine', { state: 'forced_open' }),
    fakeBreaker('chroma', { successes: 0, failures: 0, total: 0, window: [] }),
  )
  const answer = breakersAnswer.parse(await get(origin, '/api/circuit-breaker/metrics'))
  expect(answer.circuit_breakers.ollama_client).toEqual({
    state: 'open',
    total_requests: 148,
    success_count: 141,
    failure_count: 8,
    neutral_count: 4,
    rejected_count: 12,
    in_flight: 0,
    consecutive_failures: 5,
    consecutive_successes: 0,
    success_rate_percent: 94.63,
    window: [true, true, true, false, false, false, false, false],
    last_state_change: '2026-03-14T09:59:52.000Z',
    last_failure: { at: '2026-03-14T09:59:52.000Z', code: 'MODEL_UNAVAILABLE' },
    retry_after: 22.481,
    state_transitions: {
      closed_to_open: 1,
      open_to_half_open: 0,
      half_open_to_closed: 0,
      half_open_to_open: 0,
    },
    config: {
      failure_threshold: 5,
      timeout: 30,
      success_threshold: 2,
      window_size: 10,
      half_open_max_calls: 3,
    },
    needed: true,
  })
  expect(answer.circuit_breakers.ollama_embed).toMatchObject({ state: 'half_open', retry_after: null })
  expect(answer.circuit_breakers.chroma).toMatchObject({ success_rate_percent: null, last_failure: null })
  expect(answer.summary).toEqual({ total_circuits: 5, open_circuits: 2, half_open_circuits: 1 })
})

test('a probe that is due is a retry after no time, not an unknown one', async () => {
  const { origin, services } = await startApi()
  services.resilienceSnapshot = fakeResilience(fakeOpenBreaker('chroma', 0))
  const answer = breakersAnswer.parse(await get(origin, '/api/circuit-breaker/metrics'))
  expect(answer.circuit_breakers.chroma.retry_after).toBe(0)
})

test('what a failure said stays inside: it may repeat a document', async () => {
  const { origin, services } = await startApi()
  const lastFailure = { at: '2026-03-14T09:59:52.000Z', code: 'MODEL_FAILED', message: 'The key hangs …' }
  services.resilienceSnapshot = fakeResilience(fakeBreaker('engine', { lastFailure }))
  expect(JSON.stringify(await get(origin, '/api/circuit-breaker/metrics'))).not.toContain('key')
})

test('the pool is told with its origins', async () => {
  const { origin } = await startApi()
  const { connection_pool } = poolAnswer.parse(await get(origin, '/api/connection-pool/metrics'))
  expect(connection_pool).toMatchObject({
    total_requests: 1_306,
    reused_requests: 1_298,
    reuse_rate: 0.9939,
    connections_opened: 8,
    in_flight: 2,
    queued: 1,
    overflow: 0,
    acquire_wait_ms: { p50: 0.1, p95: 4.2 },
    pool_config: { pool_connections: 10, pool_maxsize: 20, pool_block: false },
  })
  expect(connection_pool.origins.map((each) => each.origin)).toEqual([
    'http://127.0.0.1:11434',
    'http://127.0.0.1:39121',
  ])
})

test('a pool that has carried nothing has no rate and no wait', async () => {
  const { origin, services } = await startApi()
  const nothing = { totalRequests: 0, reusedRequests: 0, reuseRate: null, origins: [] }
  const pool = { ...fakePool, ...nothing, acquireWaitMs: { p50: null, p95: null } }
  services.resilienceSnapshot = { ...fakeResilience(), pool }
  const { connection_pool } = poolAnswer.parse(await get(origin, '/api/connection-pool/metrics'))
  expect(connection_pool).toMatchObject({ reuse_rate: null, acquire_wait_ms: { p50: null, p95: null } })
})

test.each(['/api/circuit-breaker/metrics', '/api/connection-pool/metrics'])(
  '%s is for reading, and for no page in a browser',
  async (route) => {
    const { origin } = await startApi()
    expect((await fetch(origin + route, { headers: { Origin: 'https://evil.example' } })).status).toBe(403)
    expect((await fetch(origin + route, { method: 'POST' })).status).toBe(404)
  },
)
