import { type Clock, delay } from '../base/clock.ts'
import type { Disposable } from '../base/disposable.ts'
import type { Logger } from '../base/logger.ts'
import type { QuietTime } from '../base/quiet-time.ts'
import { Rounds } from '../base/rounds.ts'
import type { Corpus } from './corpus.ts'
import type { EntryKeeper } from './entry-keeper.ts'
import type { Entry } from './entry-table.ts'
import type { FreshnessCheck } from './freshness.ts'
import type { Partition } from './partition.ts'

export interface QuietCheckOptions {
  readonly corpus: Corpus
  readonly keeper: EntryKeeper
  readonly freshness: FreshnessCheck
  readonly quiet: Pick<QuietTime, 'run'>
  /** Digest of the embedder by which a search would be made now. */
  readonly embedder: () => string | null
  readonly clock: Clock
  readonly log: Logger
  readonly onDropped: () => void
}

/** At most ten searches a second, each of some milliseconds. */
const PAUSE_MS = 100
/** What is asked for less often than these is looked at when it is asked for. */
const MOST_ENTRIES = 500
/** Each conversation is a partition of its own, and they have no end. */
const MOST_PARTITIONS = 2_000

/**
 * Looks at entries that were last seen to fit documents of before, in quiet times, the last used first: those that a
 * new document would change go before anybody asks for them, and the others are served without a search. Only
 * entries of which it is known that the embedder in use is theirs: by another one a search says nothing of them.
 */
export class QuietCheck implements Disposable {
  readonly #options: QuietCheckOptions
  readonly #rounds: Rounds
  /** The embedder of each partition that was asked in since the start, the one of long ago first. */
  readonly #embedders = new Map<string, string>()

  constructor(options: QuietCheckOptions) {
    this.#options = options
    this.#rounds = new Rounds(
      (signal) => this.#lookAt(signal),
      // Each entry is looked at before it is served, in any case.
      (error) => options.log.warn({ err: error }, 'entries of the cache could not be looked at'),
    )
  }

  /** A question was asked there. */
  saw({ key, embedderDigest }: Partition): void {
    if (embedderDigest === null) return
    this.#embedders.delete(key)
    this.#embedders.set(key, embedderDigest)
    const { value: oldest } = this.#embedders.keys().next()
    if (oldest !== undefined && this.#embedders.size > MOST_PARTITIONS) this.#embedders.delete(oldest)
  }

  /** The documents have changed. */
  check(): void {
    this.#rounds.request()
  }

  dispose(): Promise<void> {
    return this.#rounds.dispose()
  }

  async #lookAt(signal: AbortSignal): Promise<void> {
    for (const entry of this.#outdated()) {
      await this.#look(entry, signal)
      await delay(this.#options.clock, PAUSE_MS, signal)
    }
  }

  #outdated(): readonly Entry[] {
    const { keeper, corpus } = this.#options
    const { version } = corpus.state()
    return [...keeper.table.all()]
      .reverse()
      .slice(0, MOST_ENTRIES)
      .filter((entry) => entry.corpus !== version && this.#isOfEmbedderInUse(entry))
  }

  /** An interrupted look is left at that: it is made when the entry is asked for. */
  async #look(entry: Entry, signal: AbortSignal): Promise<void> {
    const { quiet, keeper, freshness, onDropped } = this.#options
    const embedder = this.#embedders.get(entry.partition) ?? null
    const looked = await quiet.run((until) => freshness.of(entry, embedder, until, 'background'), signal)
    if (!('done' in looked) || keeper.table.get(entry.id) !== entry) return
    if (looked.done === 'fresh') keeper.keep(entry)
    else if (looked.done === 'stale') {
      keeper.drop(entry, 'invalidations')
      onDropped()
    }
  }

  #isOfEmbedderInUse({ partition }: Entry): boolean {
    const its = this.#embedders.get(partition)
    return its !== undefined && its === this.#options.embedder()
  }
}
