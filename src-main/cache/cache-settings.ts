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

/** 2,000 entries of a dozen kilobytes, three times over. */
export const DEFAULT_BYTES = 67_108_864

export function cacheSettingsOf({
  cacheEnabled,
  cacheThreshold,
  cacheSize,
  cacheTtl,
}: Settings): CacheSettings {
  return {
    enabled: cacheEnabled,
    threshold: cacheThreshold,
    size: cacheSize,
    ttl: cacheTtl,
    bytes: DEFAULT_BYTES,
  }
}
