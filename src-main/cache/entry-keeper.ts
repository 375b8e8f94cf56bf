import type { Clock } from '../base/clock.ts'
import type { CacheMeter } from './cache-meter.ts'
import type { CacheSettings } from './cache-settings.ts'
import type { StoredEntry } from './cache-store.ts'
import { type Entry, EntryTable } from './entry-table.ts'
import type { VectorIndex } from './vector-index.ts'
import type { WriteBehind } from './write-behind.ts'

export interface EntryKeeperOptions {
  readonly createIndex: (dimension: number) => VectorIndex
  readonly settings: () => CacheSettings
  readonly meter: CacheMeter
  readonly writes: WriteBehind
  readonly clock: Clock
}

/** Why an entry goes: counted, or because another stands in for it or a person said so. */
export type Reason = 'evictions' | 'expirations' | 'invalidations' | 'corrupt' | 'uncounted'

type Born = Pick<Entry, 'bornAt' | 'createdAt'>

/** The entries in memory, within the bounds of age, number and bytes that the settings say now. */
export class EntryKeeper {
  readonly table: EntryTable
  readonly #options: EntryKeeperOptions
  #used = 0
  /** No entry is older, by either clock: while this is not too old, none is, and none need be looked at. */
  #oldest: Born = { bornAt: Number.POSITIVE_INFINITY, createdAt: Number.POSITIVE_INFINITY }

  constructor(options: EntryKeeperOptions) {
    this.#options = options
    this.table = new EntryTable(options.createIndex)
  }

  /** The next place in the order of use. */
  nextUse(): number {
    return ++this.#used
  }

  /** An entry of an earlier run comes with its age; a wall clock that was put back since makes it no younger than new. */
  entryOf({ vector: _vector, ...stored }: StoredEntry, key: string): Entry {
    const { clock } = this.#options
    const age = Math.max(0, clock.now() - stored.createdAt)
    this.#used = Math.max(this.#used, stored.used)
    const bornAt = clock.monotonic() - age
    this.#oldest = olderOf(this.#oldest, { bornAt, createdAt: stored.createdAt })
    return { ...stored, key, bornAt }
  }

  /**
   * Milliseconds. By whichever clock has gone further: the monotonic one stands still while the machine sleeps, the
   * wall clock may be put back.
   */
  ageOf({ bornAt, createdAt }: Born): number {
    const { clock } = this.#options
    return Math.max(clock.monotonic() - bornAt, clock.now() - createdAt, 0)
  }

  isExpired(entry: Born): boolean {
    return this.ageOf(entry) >= this.#options.settings().ttl * 1_000
  }

  /** In memory at once, in the store behind. */
  drop(entry: Entry, reason: Reason): void {
    if (this.table.remove(entry)) this.discard(entry.id, reason)
  }

  /** Of one that never came to memory. */
  discard(id: number, reason: Reason): void {
    this.#options.writes.remove(id)
    if (reason !== 'uncounted') this.#options.meter.count(reason)
  }

  /** It was served. */
  hit(entry: Entry): void {
    entry.hits++
    entry.lastHitAt = this.#options.clock.now()
    entry.used = this.nextUse()
    this.table.use(entry)
    this.keep(entry)
  }

  /** What changed of it is written behind. */
  keep({ id, hits, lastHitAt, used, corpus }: Entry): void {
    this.#options.writes.touch({ id, hits, lastHitAt, used, corpus })
  }

  /** The expired first, then the least recently used, until the rest has room. */
  makeRoom(): void {
    if (this.fits()) return
    this.dropExpired()
    while (!this.fits()) {
      const entry = this.table.leastUsed()
      if (!entry) return
      this.drop(entry, 'evictions')
    }
  }

  dropExpired(): void {
    if (!this.isExpired(this.#oldest)) return
    let oldest: Born = { bornAt: Number.POSITIVE_INFINITY, createdAt: Number.POSITIVE_INFINITY }
    for (const entry of [...this.table.all()]) {
      if (this.isExpired(entry)) this.drop(entry, 'expirations')
      else oldest = olderOf(oldest, entry)
    }
    this.#oldest = oldest
  }

  /** Whether one more may come without another that is not too old having to go for it, by number. */
  hasRoom(): boolean {
    this.dropExpired()
    return this.table.size < this.#options.settings().size && this.fits()
  }

  fits(): boolean {
    const { size, bytes } = this.#options.settings()
    return this.table.size <= size && this.table.bytes <= bytes
  }
}

const olderOf = (one: Born, other: Born): Born => ({
  bornAt: Math.min(one.bornAt, other.bornAt),
  createdAt: Math.min(one.createdAt, other.createdAt),
})
