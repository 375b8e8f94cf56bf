import { randomBytes } from 'node:crypto'
import type { Database, Statement } from './database.ts'

export interface Generation {
  readonly collectionId: string
  readonly embedderId: number
  readonly generation: number
  /** Of the collection in Chroma. */
  readonly name: string
  readonly state: 'building' | 'current' | 'retired'
}

/** The collections in Chroma, and what is still to be removed from them. */
export class GenerationsTable {
  readonly #database: Database
  readonly #all: Statement<Generation>
  readonly #next: Statement<{ generation: number }>
  readonly #insert: Statement<never>
  readonly #setState: Statement<never>
  readonly #retireOthers: Statement<never>
  readonly #retireCollection: Statement<never>
  readonly #remove: Statement<never>
  readonly #bounds: Statement<{ indexed: number; all: number; open: number }>
  readonly #insertRemoval: Statement<never>
  readonly #removals: Statement<{ chunkId: number; collectionId: string }>
  readonly #removeRemoval: Statement<never>
  #owner: string | undefined

  constructor(database: Database) {
    this.#database = database
    this.#all = database.prepare(
      `SELECT collection_id AS collectionId, embedder_id AS embedderId, generation, name, state
       FROM vector_generation ORDER BY collection_id, embedder_id, generation`,
    )
    this.#next = database.prepare(
      `SELECT coalesce(max(generation), 0) + 1 AS generation FROM vector_generation
       WHERE collection_id = ? AND embedder_id = ?`,
    )
    this.#insert = database.prepare(
      'INSERT INTO vector_generation (collection_id, embedder_id, generation, name, state) VALUES (?, ?, ?, ?, ?)',
    )
    this.#setState = database.prepare('UPDATE vector_generation SET state = ? WHERE name = ?')
    this.#retireOthers = database.prepare(
      `UPDATE vector_generation SET state = 'retired' WHERE collection_id = ? AND name <> ?`,
    )
    this.#retireCollection = database.prepare(
      `UPDATE vector_generation SET state = 'retired' WHERE collection_id = ?`,
    )
    this.#remove = database.prepare('DELETE FROM vector_generation WHERE name = ?')
    this.#bounds = database.prepare(
      `SELECT coalesce(sum(d.chunks) FILTER (WHERE d.indexed_revision = d.revision), 0) AS indexed,
         coalesce(sum(d.chunks), 0) AS "all",
         count(*) FILTER (WHERE i.state IN ('chunked', 'embedded')) AS open
       FROM document d LEFT JOIN ingest i ON i.document_id = d.id WHERE d.collection_id = ?`,
    )
    this.#insertRemoval = database.prepare(
      'INSERT OR IGNORE INTO vector_removal (chunk_id, collection_id) VALUES (?, ?)',
    )
    this.#removals = database.prepare(
      `SELECT chunk_id AS chunkId, collection_id AS collectionId FROM vector_removal
       WHERE collection_id = (SELECT min(collection_id) FROM vector_removal) LIMIT ?`,
    )
    this.#removeRemoval = database.prepare(
      'DELETE FROM vector_removal WHERE collection_id = ? AND chunk_id = ?',
    )
  }

  all(): readonly Generation[] {
    return this.#all.all()
  }

  /** All that answer or will, of a collection and an embedder. */
  live(collectionId: string, embedderId: number): readonly Generation[] {
    return this.#all
      .all()
      .filter(
        (row) =>
          row.collectionId === collectionId && row.embedderId === embedderId && row.state !== 'retired',
      )
  }

  create(collectionId: string, embedderId: number, state: 'building' | 'current'): Generation {
    const generation = this.#next.get(collectionId, embedderId)?.generation ?? 1
    // A number that was used before is used again once its row is gone; the random end keeps the name unique.
    const name = `${this.prefix}${collectionId}_${embedderId}_${generation}_${randomBytes(3).toString('hex')}`
    this.#insert.run(collectionId, embedderId, generation, name, state)
    return { collectionId, embedderId, generation, name, state }
  }

  setState(name: string, state: Generation['state']): void {
    this.#setState.run(state, name)
  }

  /** It answers from now on, alone. */
  makeCurrent({ name, collectionId }: Generation): void {
    this.#database.transaction(() => {
      this.#setState.run('current', name)
      this.#retireOthers.run(collectionId, name)
    })
  }

  retireCollection(collectionId: string): void {
    this.#retireCollection.run(collectionId)
  }

  remove(name: string): void {
    this.#remove.run(name)
  }

  /** Chunks that must be in the vector store, that may be, and documents still on their way there. */
  bounds(collectionId: string): { readonly indexed: number; readonly all: number; readonly open: number } {
    return this.#bounds.get(collectionId) ?? { indexed: 0, all: 0, open: 0 }
  }

  addRemoval(chunkId: number, collectionId: string): void {
    this.#insertRemoval.run(chunkId, collectionId)
  }

  /** Of one collection. */
  someRemovals(limit: number): readonly { readonly chunkId: number; readonly collectionId: string }[] {
    return this.#removals.all(limit)
  }

  removalsDone(collectionId: string, chunkIds: readonly number[]): void {
    this.#database.transaction(() => {
      for (const id of chunkIds) this.#removeRemoval.run(collectionId, id)
    })
  }

  /** Our Chroma collections begin with this, and nobody else's. */
  get prefix(): string {
    this.#owner ??= this.#readOwner()
    return `alcove_${this.#owner}_`
  }

  #readOwner(): string {
    const read = this.#database.prepare<{ name: string }>('SELECT name FROM vector_owner')
    const known = read.get()?.name
    if (known !== undefined) return known
    const name = randomBytes(4).toString('hex')
    this.#database.prepare('INSERT INTO vector_owner (name) VALUES (?)').run(name)
    return name
  }
}
