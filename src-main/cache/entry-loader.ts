import { setImmediate as nextTurn } from 'node:timers/promises'
import type { Logger } from '../base/logger.ts'
import type { CacheMeter } from './cache-meter.ts'
import type { CacheStore, StoredEntry } from './cache-store.ts'
import type { EntryKeeper } from './entry-keeper.ts'
import type { ExactKey } from './lookup.ts'
import { unitVector } from './unit-vector.ts'

export interface EntryLoaderOptions {
  readonly store: CacheStore
  readonly keeper: EntryKeeper
  readonly meter: CacheMeter
  readonly exactKey: ExactKey
  readonly log: Logger
}

/** Rows read between two turns of the event loop: a few milliseconds. */
const PAGE = 100

/** Brings the entries of earlier runs into memory, page by page, while questions are answered already. */
export class EntryLoader {
  readonly #options: EntryLoaderOptions
  /** What was dropped meanwhile by a rule that also speaks of entries that are not here yet. */
  readonly #unwanted: ((entry: StoredEntry) => boolean)[] = []
  #isLoading = true

  constructor(options: EntryLoaderOptions) {
    this.#options = options
  }

  get isLoading(): boolean {
    return this.#isLoading
  }

  /** Entries that come from now on and of which this is true are dropped. */
  refuse(isUnwanted: (entry: StoredEntry) => boolean): void {
    if (this.#isLoading) this.#unwanted.push(isUnwanted)
  }

  /** Where the store fails, what it has not said by then stays away: that costs hits, nothing else. */
  async load(signal: AbortSignal): Promise<void> {
    const { store, keeper, meter, log } = this.#options
    try {
      for (let after: number | null = 0; after !== null && !signal.aborted; ) {
        const page = await store.page(after, PAGE)
        if (page.corrupt > 0) meter.count('corrupt', page.corrupt)
        for (const stored of page.entries) this.#take(stored)
        after = page.next
        await nextTurn()
      }
    } catch (error) {
      log.warn({ err: error }, 'the entries of the cache could not all be read')
    } finally {
      this.#isLoading = false
      this.#unwanted.length = 0
      keeper.table.sort()
      keeper.makeRoom()
    }
  }

  #take(stored: StoredEntry): void {
    const { keeper, exactKey } = this.#options
    const { table } = keeper
    // Inserted while this loads.
    if (table.get(stored.id)) return
    const key = exactKey(stored.question)
    const rival = key === null ? null : table.byKey(stored.partition, key)
    // Of two with one key the newer counts; a question that has none any more cannot be asked for.
    if (key === null || (rival && rival.id > stored.id) || this.#isUnwanted(stored)) {
      keeper.discard(stored.id, 'uncounted')
      return
    }
    const entry = keeper.entryOf(stored, key)
    if (keeper.isExpired(entry)) {
      keeper.discard(stored.id, 'expirations')
      return
    }
    if (rival) keeper.drop(rival, 'uncounted')
    table.add(entry, stored.vector && unitVector(stored.vector))
  }

  #isUnwanted(stored: StoredEntry): boolean {
    return this.#unwanted.some((isUnwanted) => isUnwanted(stored))
  }
}
