import type { CacheStats } from '../../src-shared/schemas/cache.ts'

/** Of a cache that nobody has asked yet, but for what the test says. */
export function fakeCacheStats(stats: Partial<CacheStats> = {}): CacheStats {
  return {
    ...{ enabled: true, isLoading: false, hits: 0, misses: 0, exactHits: 0, semanticHits: 0 },
    ...{ guardRejections: 0, evictions: 0, evictionsPerMinute: 0, expirations: 0, invalidations: 0 },
    ...{ corrupt: 0, unkept: 0, indexFailures: 0, totalRequests: 0 },
    ...{ hitRate: null, exactHitRate: null, semanticHitRate: null },
    ...{ size: 0, maxSize: 2_000, bytes: 0, maxBytes: 67_108_864, fillRatio: 0 },
    ...{ similarityThreshold: 0.92, ttl: 3_600, lookupMs: { count: 0, p50: null, p95: null } },
    ...{ missReasons: {}, savedMs: 0 },
    ...stats,
  }
}
