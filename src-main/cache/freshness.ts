import type { Clock } from '../base/clock.ts'
import { withDeadline } from '../base/deadline.ts'
import type { Priority } from '../resilience/index.ts'
import type { Retrieval, RetrievalRequest, Retriever } from '../retrieval/index.ts'
import type { Corpus } from './corpus.ts'
import type { Entry } from './entry-table.ts'
import { searchedOf } from './searched.ts'

/**
 * `fresh`: a search finds now what the entry was written from. `stale`: it finds something else, or what was found is
 * gone or changed. `unknown`: it cannot be told now.
 */
export type Freshness = 'fresh' | 'stale' | 'unknown'

export interface FreshnessCheckOptions {
  readonly corpus: Corpus
  readonly retriever: Retriever
  /** Digest of the embedder by which a search would be made now. @default taken for the right one */
  readonly embedder?: (() => string | null) | undefined
  readonly clock: Clock
}

/** A fresh answer would take longer; a check that does is given up and made by it. */
const SEARCH_DEADLINE_MS = 2_000

/**
 * Whether an entry still fits the documents. Where nothing has changed since it was last seen to, that is one
 * comparison. Else its search is made again: equal passages in equal order make an equal prompt, so exactly the
 * entries whose answer could be another are found out, whatever the change was, and no model is asked to write.
 */
export class FreshnessCheck {
  readonly #options: FreshnessCheckOptions

  constructor(options: FreshnessCheckOptions) {
    this.#options = options
  }

  /**
   * Marks an entry that is seen to be fresh. Throws only what `signal` was aborted with.
   *
   * @param embedder digest of the one that the entry was searched for by; a search by another one says nothing of it
   * @param priority who waits for it
   */
  async of(
    entry: Entry,
    embedder: string | null,
    signal: AbortSignal,
    priority: Priority = 'person',
  ): Promise<Freshness> {
    const { corpus } = this.#options
    try {
      const before = corpus.state()
      if (before.isSettled && entry.corpus === before.version) return 'fresh'
      if (this.#isForeign(embedder)) return 'unknown'
      if (!this.hasItsDocuments(entry)) return 'stale'
      const passages = await this.#passagesNow(entry, signal, priority)
      if (passages === null || this.#isForeign(embedder)) return 'unknown'
      const after = corpus.state()
      // What was found may be of before or of after: neither says anything.
      if (after.version !== before.version) return 'unknown'
      const isSame = passages === entry.passages
      if (!before.isSettled || !after.isSettled) return isSame ? 'fresh' : 'unknown'
      if (!isSame) return 'stale'
      entry.corpus = after.version
      return 'fresh'
    } catch (error) {
      if (signal.aborted) throw error
      return 'unknown'
    }
  }

  /**
   * Whether the entry also fits another question, of which only its own search can tell: `stale` where that finds
   * content that was not there when the entry was written. Without new content there is nothing to look for.
   */
  async forQuestion(question: string, entry: Entry, signal: AbortSignal): Promise<Freshness> {
    try {
      if (this.#options.corpus.state().newestChunk <= entry.newestChunk) return 'fresh'
      const request = { ...entry.search, question }
      const retrieval = await this.#search(request, signal)
      if (!retrieval || !searchedOf(request, retrieval)) return 'unknown'
      const isNew = retrieval.considered.some(({ chunkId, kept }) => kept && chunkId > entry.newestChunk)
      return isNew ? 'stale' : 'fresh'
    } catch (error) {
      if (signal.aborted) throw error
      return 'unknown'
    }
  }

  /** Whether each document that the entry was written from is there, with the content it had then. */
  hasItsDocuments({ documents }: Entry): boolean {
    const revisions = this.#options.corpus.revisions(documents.map(([id]) => id))
    return documents.every(([id, revision]) => revisions.get(id) === revision)
  }

  #isForeign(embedder: string | null): boolean {
    const inUse = this.#options.embedder?.() ?? embedder
    return inUse !== embedder
  }

  async #passagesNow({ search }: Entry, signal: AbortSignal, priority: Priority): Promise<string | null> {
    const retrieval = await this.#search(search, signal, priority)
    return retrieval && (searchedOf(search, retrieval)?.passages ?? null)
  }

  /** Null where it fails or takes too long. */
  async #search(
    request: RetrievalRequest,
    signal: AbortSignal,
    priority: Priority = 'person',
  ): Promise<Retrieval | null> {
    const { clock, retriever } = this.#options
    try {
      return await withDeadline(clock, SEARCH_DEADLINE_MS, signal, (limited) =>
        retriever.retrieve(request, limited, priority),
      )
    } catch (error) {
      if (signal.aborted) throw error
      return null
    }
  }
}
