import { createHash } from 'node:crypto'
import type { Database, Statement } from '../storage/index.ts'
import type { Corpus, CorpusState } from './corpus.ts'

/**
 * What the library says of itself. The version is of all collections, also for a search in one: full-text search
 * weighs words by how rare they are in all of them.
 *
 * Not settled: a document whose new content counts and is not wholly in the vector store; content that is being
 * written or swept (full-text statistics have it already, or still); vectors that are to go; a collection of vectors
 * that is being built.
 */
export class SqliteCorpus implements Corpus {
  readonly #versions: Statement<{ id: string; version: number }>
  readonly #newest: Statement<{ id: number }>
  readonly #moving: Statement<{ moving: number }>
  readonly #revisions: Statement<{ id: string; revision: number }>

  constructor(database: Database) {
    this.#versions = database.prepare('SELECT id, version FROM collection ORDER BY id')
    this.#newest = database.prepare('SELECT coalesce(max(id), 0) AS id FROM chunk')
    this.#moving = database.prepare(
      `SELECT EXISTS (SELECT 1 FROM ingest WHERE state IN ('read', 'chunked', 'embedded'))
         OR EXISTS (SELECT 1 FROM retired_revision)
         OR EXISTS (SELECT 1 FROM vector_removal)
         OR EXISTS (SELECT 1 FROM vector_generation WHERE state = 'building') AS moving`,
    )
    this.#revisions = database.prepare(
      'SELECT d.id, d.revision FROM json_each(?) wanted JOIN document d ON d.id = wanted.value',
    )
  }

  state(): CorpusState {
    const versions = this.#versions.all().map(({ id, version }) => `${id}@${version}`)
    return {
      version: createHash('sha256').update(versions.join(' ')).digest('base64url'),
      newestChunk: this.#newest.get()?.id ?? 0,
      isSettled: this.#moving.get()?.moving === 0,
    }
  }

  revisions(documentIds: readonly string[]): ReadonlyMap<string, number> {
    const rows = this.#revisions.all(JSON.stringify(documentIds))
    return new Map(rows.map(({ id, revision }) => [id, revision]))
  }
}
