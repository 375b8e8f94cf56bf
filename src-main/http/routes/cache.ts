import type { FastifyInstance } from 'fastify'
import type { CacheStats } from '../../../src-shared/schemas/cache.ts'
import type { ApiServices } from '../api-services.ts'
import { rounded } from '../rounded.ts'

/**
 * The semantic cache for scripts and dashboards: `hit_rate` is of requests, the two others of hits; a ratio of nothing
 * is null; `ttl` in seconds, latencies in milliseconds. Holds no text of a question, and needs no token.
 */
export function cacheMetricsRoute(server: FastifyInstance, { cache }: Pick<ApiServices, 'cache'>): void {
  server.get('/api/semantic-cache/metrics', async () => ({
    timestamp: new Date().toISOString(),
    semantic_cache: statsBody(cache.stats()),
  }))
}

/** What changes the cache: behind the token. */
export function cacheRoutes(server: FastifyInstance, { cache }: Pick<ApiServices, 'cache'>): void {
  server.delete('/api/semantic-cache', async () => ({ removed: await cache.clear() }))
}

function statsBody(stats: CacheStats) {
  return {
    enabled: stats.enabled,
    hits: stats.hits,
    misses: stats.misses,
    exact_hits: stats.exactHits,
    semantic_hits: stats.semanticHits,
    guard_rejections: stats.guardRejections,
    evictions: stats.evictions,
    evictions_per_minute: stats.evictionsPerMinute,
    expirations: stats.expirations,
    invalidations: stats.invalidations,
    total_requests: stats.totalRequests,
    hit_rate: rounded(stats.hitRate, 4),
    exact_hit_rate: rounded(stats.exactHitRate, 4),
    semantic_hit_rate: rounded(stats.semanticHitRate, 4),
    size: stats.size,
    max_size: stats.maxSize,
    fill_ratio: rounded(stats.fillRatio, 4),
    similarity_threshold: stats.similarityThreshold,
    ttl: stats.ttl,
    lookup_ms: { p50: rounded(stats.lookupMs.p50, 3), p95: rounded(stats.lookupMs.p95, 3) },
  }
}
