import { Registry } from 'prom-client'
import { expect, test } from 'vitest'
import { addCacheMetrics } from '../../../src-main/diagnostics/cache-metrics.ts'
import { fakeCacheStats } from '../../fakes/fake-cache.ts'

test('the cache is in the metrics as it is when they are asked for', async () => {
  const registry = new Registry()
  let stats = fakeCacheStats()
  addCacheMetrics(registry, { stats: () => stats })
  const lines = async () => (await registry.metrics()).split('\n').filter((line) => /^alcove/.test(line))
  expect(await lines()).toEqual(
    expect.arrayContaining([
      'alcove_semantic_cache_hits_total{kind="exact"} 0',
      'alcove_semantic_cache_evictions_total 0',
      'alcove_semantic_cache_enabled 1',
    ]),
  )
  expect((await lines()).join('\n')).not.toContain('lookup_seconds{')
  stats = fakeCacheStats({
    ...{ enabled: false, exactHits: 4, semanticHits: 2, guardRejections: 3, evictions: 5, expirations: 6 },
    ...{
      invalidations: 7,
      corrupt: 1,
      unkept: 8,
      indexFailures: 10,
      size: 9,
      bytes: 1_234,
      fillRatio: 0.0045,
    },
    ...{ missReasons: { guard: 3, off: 2 }, savedMs: 4_500, lookupMs: { count: 9, p50: 0.5, p95: 2 } },
  })
  expect(await lines()).toEqual([
    'alcove_semantic_cache_hits_total{kind="exact"} 4',
    'alcove_semantic_cache_hits_total{kind="semantic"} 2',
    'alcove_semantic_cache_misses_total{reason="guard"} 3',
    'alcove_semantic_cache_misses_total{reason="off"} 2',
    'alcove_semantic_cache_guard_rejections_total 3',
    'alcove_semantic_cache_evictions_total 5',
    'alcove_semantic_cache_expirations_total 6',
    'alcove_semantic_cache_invalidations_total 7',
    'alcove_semantic_cache_corrupt_total 1',
    'alcove_semantic_cache_unkept_total 8',
    'alcove_semantic_cache_index_failures_total 10',
    'alcove_semantic_cache_size 9',
    'alcove_semantic_cache_max_size 2000',
    'alcove_semantic_cache_bytes 1234',
    'alcove_semantic_cache_fill_ratio 0.0045',
    'alcove_semantic_cache_similarity_threshold 0.92',
    'alcove_semantic_cache_ttl_seconds 3600',
    'alcove_semantic_cache_saved_seconds_total 4.5',
    'alcove_semantic_cache_enabled 0',
    'alcove_semantic_cache_lookup_seconds{quantile="0.5"} 0.0005',
    'alcove_semantic_cache_lookup_seconds{quantile="0.95"} 0.002',
  ])
})
