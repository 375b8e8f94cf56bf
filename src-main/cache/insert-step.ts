import { limits } from '../../src-shared/schemas/limits.ts'
import type { Clock } from '../base/clock.ts'
import type { Logger } from '../base/logger.ts'
import type { CacheMeter } from './cache-meter.ts'
import type { CacheStore, NewEntry } from './cache-store.ts'
import type { Corpus } from './corpus.ts'
import type { EntryKeeper } from './entry-keeper.ts'
import type { Epoch, ExactKey, InsertRequest } from './lookup.ts'
import { unitVector } from './unit-vector.ts'

export interface InsertStepOptions {
  readonly store: CacheStore
  readonly keeper: EntryKeeper
  readonly meter: CacheMeter
  readonly corpus: Corpus
  readonly exactKey: ExactKey
  /** As things are now. */
  readonly epoch: () => Epoch
  readonly clock: Clock
  readonly log: Logger
}

/** Of one entry; an answer that is longer is written anew. */
const MOST_BYTES = 1_048_576

/** Takes one answer in: in the store first, then in memory, and nowhere where the documents moved meanwhile. */
export class InsertStep {
  readonly #options: InsertStepOptions

  constructor(options: InsertStepOptions) {
    this.#options = options
  }

  /** False where it was not taken in, whatever kept it out. Never throws. */
  async insert(request: InsertRequest, before: Epoch): Promise<boolean> {
    const { keeper, meter, exactKey, log } = this.#options
    const { question, background = false } = request
    const key = question.length > limits.question ? null : exactKey(question)
    if (key === null || this.#hasMoved(before) || (background && !keeper.hasRoom())) return false
    try {
      return await this.#take(request, key, before)
    } catch (error) {
      meter.count('unkept')
      log.warn({ err: error }, 'an answer could not be kept in the cache')
      return false
    }
  }

  async #take(request: InsertRequest, key: string, before: Epoch): Promise<boolean> {
    const { store, keeper } = this.#options
    const { partition, vector, background = false } = request
    const entry = this.#newEntry(request, before)
    if (!entry || JSON.stringify(entry.answer).length > MOST_BYTES) return false
    const replaced = keeper.table.byKey(partition.key, key)
    const kept = await store.insert(entry, replaced ? [replaced.id] : [])
    if (replaced) keeper.table.remove(replaced)
    // Of the same question, inserted while this one was written.
    const rival = keeper.table.byKey(partition.key, key)
    if (rival) keeper.drop(rival, 'uncounted')
    if (this.#hasMoved(before)) {
      keeper.discard(kept.id, 'uncounted')
      return false
    }
    const { answer: _answer, ...stored } = entry
    const added = keeper.entryOf({ ...stored, ...kept, hits: 0, lastHitAt: null }, key)
    keeper.table.add(added, vector && unitVector(vector))
    if (background && !keeper.fits()) keeper.drop(added, 'uncounted')
    else keeper.makeRoom()
    return keeper.table.get(kept.id) !== null
  }

  /** Null where one of its documents is gone. */
  #newEntry(
    { question, partition, vector, answer, searched }: InsertRequest,
    before: Epoch,
  ): NewEntry | null {
    const { corpus, epoch, keeper, clock } = this.#options
    const revisions = corpus.revisions(searched.documents)
    if (!searched.documents.every((id) => revisions.has(id))) return null
    const isSettled = before.isSettled && epoch().isSettled
    return {
      ...{ partition: partition.key, scope: partition.scope, question, answer },
      vector: vector && unitVector(vector),
      search: searched.request,
      passages: searched.passages,
      documents: searched.documents.map((id) => [id, revisions.get(id) ?? 0]),
      corpus: isSettled ? before.version : null,
      newestChunk: isSettled ? before.newestChunk : 0,
      createdAt: clock.now(),
      used: keeper.nextUse(),
    }
  }

  #hasMoved({ version, round }: Epoch): boolean {
    const now = this.#options.epoch()
    return round !== now.round || now.version !== version
  }
}
