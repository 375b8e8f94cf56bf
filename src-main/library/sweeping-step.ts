import { performance } from 'node:perf_hooks'
import type { Revision } from '../storage/index.ts'
import type { LibraryTables } from './library-tables.ts'
import { STEP_MS } from './small-steps.ts'

const CHUNKS_AT_ONCE = 4

/**
 * Removes content that does not count: chunks, full-text entries, text, and embeddings that nobody else needs.
 * In the same transaction each chunk is put down for removal from the vector store.
 */
export class SweepingStep {
  readonly #tables: LibraryTables
  readonly #isBeingWritten: (revision: Revision) => boolean

  constructor(tables: LibraryTables, isBeingWritten: (revision: Revision) => boolean) {
    this.#tables = tables
    this.#isBeingWritten = isBeingWritten
  }

  /** False where there is nothing to sweep. */
  async work(): Promise<boolean> {
    const { database, content, collections } = this.#tables
    const revision = content.retired().find((candidate) => !this.#isBeingWritten(candidate))
    if (!revision) return false
    database.transaction(() => {
      const isInVectors = collections.find(revision.collectionId) !== null
      const end = performance.now() + STEP_MS
      do {
        if (!this.#removeSome(revision, isInVectors)) {
          content.adopt(revision)
          break
        }
      } while (performance.now() < end)
    })
    return true
  }

  #removeSome(revision: Revision, isInVectors: boolean): boolean {
    const { content, generations } = this.#tables
    const chunks = content.someChunks(revision, CHUNKS_AT_ONCE)
    for (const { id, textHash } of chunks) {
      content.removeChunk(id, textHash)
      if (isInVectors) generations.addRemoval(id, revision.collectionId)
    }
    return chunks.length > 0 || content.removeTextPart(revision)
  }
}
