import type { Registry } from 'prom-client'
import type { CacheStats } from '../../src-shared/schemas/cache.ts'
import { collectedCounter, collectedGauge } from './collected.ts'

/** What the metrics read of the semantic cache. */
export interface MeasuredCache {
  stats(): CacheStats
}

type Numbers = { [K in keyof CacheStats]: CacheStats[K] extends number ? K : never }[keyof CacheStats]
type Named = readonly (readonly [name: string, field: Numbers, help: string])[]

const counters: Named = [
  [
    'guard_rejections',
    'guardRejections',
    'Requests that a near entry was kept from by the equivalence guard.',
  ],
  ['evictions', 'evictions', 'Entries dropped for want of room.'],
  ['expirations', 'expirations', 'Entries dropped of age.'],
  ['invalidations', 'invalidations', 'Entries dropped because the documents changed.'],
  ['corrupt', 'corrupt', 'Entries dropped because they could not be read.'],
  ['unkept', 'unkept', 'Answers that could not be written.'],
  ['index_failures', 'indexFailures', 'Times that the process of the index was lost or late.'],
]
const gauges: Named = [
  ['size', 'size', 'Entries.'],
  ['max_size', 'maxSize', 'Most entries.'],
  ['bytes', 'bytes', 'Bytes of all entries.'],
  ['fill_ratio', 'fillRatio', 'Entries of the most there may be, 0 to 1.'],
  ['similarity_threshold', 'similarityThreshold', 'Least cosine of a semantic hit.'],
  ['ttl_seconds', 'ttl', 'How long an entry is served.'],
]

export function addCacheMetrics(registry: Registry, cache: MeasuredCache): void {
  collectedCounter(registry, {
    name: 'alcove_semantic_cache_hits_total',
    help: 'Questions answered from the cache, by kind.',
    labelNames: ['kind'],
    read: () => {
      const { exactHits, semanticHits } = cache.stats()
      return [
        [{ kind: 'exact' }, exactHits],
        [{ kind: 'semantic' }, semanticHits],
      ]
    },
  })
  collectedCounter(registry, {
    name: 'alcove_semantic_cache_misses_total',
    help: 'Questions not answered from the cache, by reason; `off` is none of the requests.',
    labelNames: ['reason'],
    read: () => Object.entries(cache.stats().missReasons).map(([reason, count]) => [{ reason }, count]),
  })
  for (const [name, field, help] of counters) {
    collectedCounter(registry, {
      name: `alcove_semantic_cache_${name}_total`,
      help,
      read: () => [[{}, cache.stats()[field]]],
    })
  }
  for (const [name, field, help] of gauges) {
    collectedGauge(registry, {
      name: `alcove_semantic_cache_${name}`,
      help,
      read: () => [[{}, cache.stats()[field]]],
    })
  }
  collectedCounter(registry, {
    name: 'alcove_semantic_cache_saved_seconds_total',
    help: 'What the fresh answers took that hits stood in for.',
    read: () => [[{}, cache.stats().savedMs / 1_000]],
  })
  collectedGauge(registry, {
    name: 'alcove_semantic_cache_enabled',
    help: '1 while answers are served from it.',
    read: () => [[{}, cache.stats().enabled ? 1 : 0]],
  })
  collectedGauge(registry, {
    name: 'alcove_semantic_cache_lookup_seconds',
    help: 'Of the newest look-ups, without the time that the embedder took.',
    labelNames: ['quantile'],
    read: () => {
      const { p50, p95 } = cache.stats().lookupMs
      return [['0.5', p50] as const, ['0.95', p95] as const].flatMap(([quantile, ms]) =>
        ms === null ? [] : [[{ quantile }, ms / 1_000] as const],
      )
    },
  })
}
