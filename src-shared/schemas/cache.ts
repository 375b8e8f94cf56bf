import { z } from 'zod'
import { citation, degradation } from './chat.ts'
import type { LatencySummary } from './diagnostics.ts'
import type { Settings } from './settings.ts'

/** An answer as it is kept: all that a hit needs to be shown as the first one was. */
export const cachedAnswer = z.strictObject({
  answer: z.string().min(1),
  /** Those that the answer names. */
  citations: z.array(citation),
  /** All that was found, as it was shown before the first word. */
  sources: z.array(citation),
  degradations: z.array(degradation),
  model: z.string(),
  /** The question as it was searched for, where the conversation changed it. */
  condensed: z.string().nullable(),
  /** Milliseconds that the fresh answer took: what a hit saves. */
  tookMs: z.number().nonnegative(),
})
export type CachedAnswer = z.infer<typeof cachedAnswer>

/** What a partition is about, for a person; its key is a hash of these and more. */
export interface CacheScope {
  /** Null: all collections. */
  readonly collectionId: string | null
  readonly chatModel: string
  readonly embedder: string | null
  readonly k: number
  /** Whether the question stood in a conversation. */
  readonly isFollowUp: boolean
}

/** Why there was no hit. */
export type MissReason =
  /** It is switched off; not counted as a miss. */
  | 'off'
  /** The entries are still being read; what is asked may be among them. */
  | 'loading'
  /** The question has no words. */
  | 'empty'
  /** It is longer than any that is kept (`limits.question`). */
  | 'too_long'
  /** Nothing of this partition is there, or nothing is similar at all. */
  | 'nothing_near'
  /** The nearest is not similar enough. */
  | 'below_threshold'
  /** What is near asks something else: the equivalence guard said so. */
  | 'guard'
  /** It was there and is too old. */
  | 'expired'
  /** It was there, and the documents have changed such that its answer might be another. */
  | 'stale'
  /** It is there, and whether the documents still say the same could not be found out. */
  | 'unverified'
  /** It was there and could not be read. */
  | 'unreadable'
  /** The question could not be embedded. */
  | 'no_vector'
  /** It was answered together with an equal one that was being answered already. */
  | 'joined'

/** The cache now. Counts are since the start; ratios 0 to 1, null where there is nothing to divide by. */
export interface CacheStats {
  readonly enabled: boolean
  /** Entries are still being read from disk. */
  readonly isLoading: boolean
  readonly hits: number
  readonly misses: number
  readonly exactHits: number
  readonly semanticHits: number
  /** Requests that missed with an entry near enough, because the guard kept it from being served. */
  readonly guardRejections: number
  /** For want of room. */
  readonly evictions: number
  readonly evictionsPerMinute: number
  /** Of age. */
  readonly expirations: number
  /** Because the documents changed. */
  readonly invalidations: number
  /** Rows that could not be read and were dropped. */
  readonly corrupt: number
  /** Answers that could not be written. */
  readonly unkept: number
  /** Times that the process of the index was lost or late; every entry was looked at instead. */
  readonly indexFailures: number
  readonly totalRequests: number
  /** Of all requests. */
  readonly hitRate: number | null
  /** Of the hits. */
  readonly exactHitRate: number | null
  readonly semanticHitRate: number | null
  readonly size: number
  readonly maxSize: number
  readonly bytes: number
  readonly maxBytes: number
  /** `size` of `maxSize`. */
  readonly fillRatio: number
  readonly similarityThreshold: number
  /** Seconds. */
  readonly ttl: number
  /** Without the time that the embedder took. */
  readonly lookupMs: LatencySummary
  readonly missReasons: Readonly<Partial<Record<MissReason, number>>>
  /** Milliseconds that hits saved, by what their fresh answers took. */
  readonly savedMs: number
}

/** One entry, as the explorer lists it. */
export interface CacheEntryView {
  readonly id: number
  readonly question: string
  readonly scope: CacheScope
  readonly partition: string
  /** Epoch milliseconds. */
  readonly createdAt: number
  readonly lastHitAt: number | null
  readonly hits: number
  readonly bytes: number
  /** Ids of the documents that its answer was written from. */
  readonly documents: readonly string[]
  /** Whether it was seen to fit the documents as they are now; else that is looked at when it is asked for. */
  readonly isVerified: boolean
}

/** An entry with its answer. */
export interface CacheEntryDetail extends CacheEntryView {
  readonly answer: CachedAnswer
}

/** A question that was near an entry and was not served it. */
export interface CacheNearMiss {
  /** Epoch milliseconds. */
  readonly at: number
  readonly asked: string
  readonly cached: string
  readonly entryId: number
  readonly similarity: number
  /** A rule of the guard, or `threshold`. */
  readonly rule: string
  /** What the rule saw. */
  readonly detail: string
}

type CacheSettings = Pick<Settings, 'cacheThreshold' | 'cacheThresholdBy' | 'cacheSize' | 'cacheTtl'>

export interface CachePreset {
  readonly name: 'default' | 'faq' | 'documentation' | 'research' | 'high_traffic' | 'low_memory'
  readonly label: string
  /** For whom it is: one sentence. */
  readonly about: string
  readonly settings: CacheSettings
}

const preset = (
  name: CachePreset['name'],
  label: string,
  about: string,
  [cacheThreshold, cacheSize, cacheTtl]: readonly [number, number, number],
): CachePreset => ({
  ...{ name, label, about },
  settings: { cacheThreshold, cacheThresholdBy: 'cosine', cacheSize, cacheTtl },
})

export const cachePresets: readonly CachePreset[] = [
  preset('default', 'Balanced', 'For everyday use.', [0.92, 2_000, 3_600]),
  preset('faq', 'FAQ', 'The same questions in many wordings, answers that last.', [0.9, 500, 7_200]),
  preset('documentation', 'Documentation', 'Questions that differ in a detail.', [0.95, 1_000, 3_600]),
  preset(
    'research',
    'Research',
    'Long, precise questions about documents that change.',
    [0.98, 2_000, 1_800],
  ),
  preset('high_traffic', 'High traffic', 'Scripts that ask a lot.', [0.92, 5_000, 3_600]),
  preset('low_memory', 'Low memory', 'A small machine.', [0.95, 100, 1_800]),
]
