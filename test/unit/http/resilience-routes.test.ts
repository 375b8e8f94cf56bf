import { expect, test } from 'vitest'
import { z } from 'zod'
import { fakeBreaker, fakeOpenBreaker, fakePool, fakeResilience } from '../../fakes/fake-bridge-resilience.ts'
import { startApi } from './api-client.ts'

/** As design §3.8 has them; what an answer holds besides is named here too, and nothing else may be there. */
const utc = z.iso.datetime()
const count = z.number().int().min(0)
const seconds = z.number().min(0)
const breakerAnswer = z.strictObject({
  state: z.enum(['closed', 'open', 'half_open', 'forced_open', 'disabled']),
  total_requests: count,
  success_count: count,
  failure_count: count,
  rejected_count: count,
  consecutive_failures: count,
  consecutive_successes: count,
  success_rate_percent: z.number().min(0).max(100).nullable(),
  last_state_change: utc,
  retry_after: seconds.nullable(),
  state_transitions: z.strictObject({
    closed_to_open: count,
    open_to_half_open: count,
    half_open_to_closed: count,
    half_open_to_open: count,
  }),
  config: z.strictObject({
    failure_threshold: count,
    timeout: seconds,
    success_threshold: count,
    window_size: count,
    half_open_max_calls: count,
  }),
  neutral_count: count,
  in_flight: count,
  window: z.array(z.boolean()),
  last_failure: z.strictObject({ at: utc, code: z.string() }).nullable(),
  needed: z.boolean(),
})
const breakersAnswer = z.strictObject({
  timestamp: utc,
  circuit_breakers: z.strictObject({
    ollama_client: breakerAnswer,
    ollama_embed: breakerAnswer,
    engine: breakerAnswer,
    engine_embed: breakerAnswer,
    chroma: breakerAnswer,
  }),
  summary: z.strictObject({ total_circuits: count, open_circuits: count, half_open_circuits: count }),
})
const ms = z.number().min(0).nullable()
const rate = z.number().min(0).max(1).nullable()
const poolAnswer = z.strictObject({
  timestamp: utc,
  connection_pool: z.strictObject({
    total_requests: count,
    reused_requests: count,
    reuse_rate: rate,
    connections_opened: count,
    in_flight: count,
    queued: count,
    overflow: count,
    acquire_wait_ms: z.strictObject({ p50: ms, p95: ms }),
    pool_config: z.strictObject({ pool_connections: count, pool_maxsize: count, pool_block: z.boolean() }),
    origins: z.array(
      z.strictObject({
        origin: z.url(),
        total_requests: count,
        reused_requests: count,
        reuse_rate: rate,
        connections_opened: count,
        connections_closed: count,
        in_flight: count,
        queued: count,
        overflow: count,
        embed_limit: z.number(),
        embeds_in_flight: count,
      }),
    ),
  }),
})

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
