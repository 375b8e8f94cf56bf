import { expect, test } from 'vitest'
import { fakeCacheStats } from '../../fakes/fake-cache.ts'
import { authorized, startApi } from './api-client.ts'

test('the cache is told to anybody here: these fields and no other', async () => {
  const { origin, services } = await startApi()
  services.cacheStats = fakeCacheStats({
    ...{ hits: 30, misses: 70, exactHits: 20, semanticHits: 10, totalRequests: 100 },
    ...{ hitRate: 0.3, exactHitRate: 2 / 3, semanticHitRate: 1 / 3, guardRejections: 12 },
    ...{ evictions: 5, evictionsPerMinute: 2, expirations: 3, invalidations: 4 },
    ...{ size: 500, maxSize: 2_000, fillRatio: 0.25 },
    lookupMs: { count: 100, p50: 0.123456, p95: 0.98765 },
  })
  const response = await fetch(`${origin}/api/semantic-cache/metrics`)
  expect(response.status).toBe(200)
  expect(await response.json()).toEqual({
    timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
    semantic_cache: {
      enabled: true,
      hits: 30,
      misses: 70,
      exact_hits: 20,
      semantic_hits: 10,
      guard_rejections: 12,
      evictions: 5,
      evictions_per_minute: 2,
      expirations: 3,
      invalidations: 4,
      total_requests: 100,
      hit_rate: 0.3,
      exact_hit_rate: 0.6667,
      semantic_hit_rate: 0.3333,
      size: 500,
      max_size: 2_000,
      fill_ratio: 0.25,
      similarity_threshold: 0.92,
      ttl: 3_600,
      lookup_ms: { p50: 0.123, p95: 0.988 },
    },
  })
})

test('a ratio of nothing is null', async () => {
  const { origin } = await startApi()
  const response = await fetch(`${origin}/api/semantic-cache/metrics`)
  expect(await response.json()).toMatchObject({
    semantic_cache: {
      ...{ hit_rate: null, exact_hit_rate: null, semantic_hit_rate: null, fill_ratio: 0 },
      lookup_ms: { p50: null, p95: null },
    },
  })
})

test('it is cleared by who has the token, and by nobody else', async () => {
  const { origin, services } = await startApi()
  services.cacheStats = fakeCacheStats({ size: 7 })
  const clear = (headers: Record<string, string>) =>
    fetch(`${origin}/api/semantic-cache`, { method: 'DELETE', headers })
  expect((await clear({})).status).toBe(401)
  expect((await clear({ ...authorized, Origin: 'https://elsewhere.example' })).status).toBe(403)
  expect(services.cacheStats.size).toBe(7)
  const cleared = await clear(authorized)
  expect([cleared.status, await cleared.json()]).toEqual([200, { removed: 7 }])
  expect(services.cacheStats.size).toBe(0)
})
