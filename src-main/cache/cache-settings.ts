import type { Settings } from '../../src-shared/schemas/settings.ts'

/** What may change at run time; none of it loses an entry but what no longer has room. */
export interface CacheSettings {
  /** Off serves nothing and takes nothing in; what is kept stays. */
  readonly enabled: boolean
  /** Least cosine of a semantic hit. */
  readonly threshold: number
  /** Most entries. */
  readonly size: number
  /** Seconds that an entry is served. */
  readonly ttl: number
  /** Most bytes of all entries together, on disk and in memory alike. */
  readonly bytes: number
}

/** An entry is a dozen kilobytes; nearly three times that, so that the number of entries is what is met first. */
const BYTES_OF_ONE = 32_768
/** A cache of few entries may hold long ones. */
const LEAST_BYTES = 67_108_864

export function cacheSettingsOf({
  cacheEnabled,
  cacheThreshold,
  cacheSize,
  cacheMaxBytes,
  cacheTtl,
}: Settings): CacheSettings {
  return {
    enabled: cacheEnabled,
    threshold: cacheThreshold,
    size: cacheSize,
    ttl: cacheTtl,
    bytes: cacheMaxBytes ?? Math.max(LEAST_BYTES, cacheSize * BYTES_OF_ONE),
  }
}
