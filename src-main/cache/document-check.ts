import { setImmediate as nextTurn } from 'node:timers/promises'
import type { Disposable } from '../base/disposable.ts'
import type { Logger } from '../base/logger.ts'
import { Rounds } from '../base/rounds.ts'
import type { Corpus } from './corpus.ts'
import type { EntryKeeper } from './entry-keeper.ts'

export interface DocumentCheckOptions {
  readonly corpus: Corpus
  readonly keeper: EntryKeeper
  readonly log: Logger
  readonly onDropped: () => void
}

/** Documents looked up between two turns of the event loop. */
const AT_ONCE = 200

/**
 * Drops the entries that were written from a document that is gone or has other content now, whoever changed it and
 * whenever. Those that a new document would change are found out when they are asked for (freshness.ts).
 */
export class DocumentCheck implements Disposable {
  readonly #options: DocumentCheckOptions
  readonly #rounds: Rounds

  constructor(options: DocumentCheckOptions) {
    this.#options = options
    this.#rounds = new Rounds(
      (signal) => this.#dropChanged(signal),
      // Each entry is looked at again before it is served.
      (error) => options.log.debug({ err: error }, 'the documents of the cache could not be looked at'),
    )
  }

  /** In small steps, and once more where it is asked for meanwhile. */
  check(): void {
    this.#rounds.request()
  }

  dispose(): Promise<void> {
    return this.#rounds.dispose()
  }

  async #dropChanged(signal: AbortSignal): Promise<void> {
    const { keeper, corpus, onDropped } = this.#options
    const ids = keeper.table.documents
    let dropped = 0
    for (let at = 0; at < ids.length && !signal.aborted; at += AT_ONCE) {
      const some = ids.slice(at, at + AT_ONCE)
      const revisions = corpus.revisions(some)
      for (const id of some) dropped += this.#dropOf(id, revisions.get(id))
      await nextTurn()
    }
    if (dropped > 0) onDropped()
  }

  /** @param revision the one that counts; undefined where the document is gone */
  #dropOf(documentId: string, revision: number | undefined): number {
    const { keeper } = this.#options
    const changed = keeper.table
      .ofDocument(documentId)
      .filter(({ documents }) => !documents.some(([id, its]) => id === documentId && its === revision))
    for (const entry of changed) keeper.drop(entry, 'invalidations')
    return changed.length
  }
}
