import type { CacheStats, MissReason } from '../../src-shared/schemas/cache.ts'
import type { Clock } from '../base/clock.ts'
import { LatencyWindow } from '../base/latency-window.ts'

type Counted = 'guardRejections' | 'evictions' | 'expirations' | 'invalidations' | 'corrupt' | 'unkept'

export type CacheCounts = Omit<
  CacheStats,
  | 'enabled'
  | 'isLoading'
  | 'indexFailures'
  | 'size'
  | 'maxSize'
  | 'bytes'
  | 'maxBytes'
  | 'fillRatio'
  | 'similarityThreshold'
  | 'ttl'
>

const SECONDS = 60

/** What happened since the start. */
export class CacheMeter {
  readonly #clock: Clock
  readonly #counts: Record<Counted, number> = {
    guardRejections: 0,
    evictions: 0,
    expirations: 0,
    invalidations: 0,
    corrupt: 0,
    unkept: 0,
  }
  readonly #hits = { exact: 0, semantic: 0 }
  readonly #missReasons = new Map<MissReason, number>()
  readonly #lookups = new LatencyWindow()
  /** Evictions by second, the newest last: as long as a minute, however many there are. */
  #recentEvictions: { second: number; count: number }[] = []
  #savedMs = 0

  constructor(clock: Clock) {
    this.#clock = clock
  }

  hit(kind: 'exact' | 'semantic', savedMs: number): void {
    this.#hits[kind]++
    this.#savedMs += savedMs
  }

  miss(reason: MissReason): void {
    this.#missReasons.set(reason, (this.#missReasons.get(reason) ?? 0) + 1)
  }

  /** @param ms milliseconds, without those of the embedder */
  looked(ms: number): void {
    this.#lookups.record(ms)
  }

  count(what: Counted, times = 1): void {
    this.#counts[what] += times
    if (what !== 'evictions') return
    const second = this.#second()
    const newest = this.#recentEvictions.at(-1)
    if (newest?.second === second) newest.count += times
    else this.#recentEvictions = [...this.#recent(second), { second, count: times }]
  }

  /** What was switched off is neither hit nor miss. */
  read(): CacheCounts {
    const { exact, semantic } = this.#hits
    const hits = exact + semantic
    const misses = [...this.#missReasons].reduce((sum, [reason, n]) => sum + (reason === 'off' ? 0 : n), 0)
    return {
      ...this.#counts,
      ...{ hits, misses, exactHits: exact, semanticHits: semantic, totalRequests: hits + misses },
      evictionsPerMinute: this.#recent(this.#second()).reduce((sum, { count }) => sum + count, 0),
      hitRate: ratio(hits, hits + misses),
      exactHitRate: ratio(exact, hits),
      semanticHitRate: ratio(semantic, hits),
      lookupMs: this.#lookups.summary(),
      missReasons: Object.fromEntries(this.#missReasons),
      savedMs: this.#savedMs,
    }
  }

  #recent(now: number) {
    return this.#recentEvictions.filter(({ second }) => now - second < SECONDS)
  }

  #second(): number {
    return Math.floor(this.#clock.monotonic() / 1_000)
  }
}

const ratio = (part: number, whole: number): number | null => (whole === 0 ? null : part / whole)
