import type { Collection } from '../../src-shared/schemas/library.ts'
import type { Database, Statement } from './database.ts'

const columns = `c.id, c.name, c.version, c.created_at AS createdAt,
  (SELECT count(*) FROM document d WHERE d.collection_id = c.id) AS documents,
  (SELECT coalesce(sum(d.chunks), 0) FROM document d WHERE d.collection_id = c.id) AS chunks`

export class CollectionsTable {
  readonly #all: Statement<Collection>
  readonly #find: Statement<Collection>
  readonly #insert: Statement<never>
  readonly #rename: Statement<never>
  readonly #remove: Statement<never>
  readonly #touch: Statement<never>

  constructor(database: Database) {
    this.#all = database.prepare(`SELECT ${columns} FROM collection c ORDER BY c.created_at, c.rowid`)
    this.#find = database.prepare(
      `SELECT ${columns} FROM collection c WHERE c.id = ?1 OR c.name = ?1 ORDER BY c.id = ?1 DESC LIMIT 1`,
    )
    this.#insert = database.prepare('INSERT INTO collection (id, name, created_at) VALUES (?, ?, ?)')
    this.#rename = database.prepare('UPDATE collection SET name = ? WHERE id = ?')
    this.#remove = database.prepare('DELETE FROM collection WHERE id = ?')
    this.#touch = database.prepare('UPDATE collection SET version = version + 1 WHERE id = ?')
  }

  /** Oldest first. */
  all(): readonly Collection[] {
    return this.#all.all()
  }

  /** By id, else by name in any case. */
  find(idOrName: string): Collection | null {
    return this.#find.get(idOrName) ?? null
  }

  insert(id: string, name: string, createdAt: number): void {
    this.#insert.run(id, name, createdAt)
  }

  rename(id: string, name: string): void {
    this.#rename.run(name, id)
  }

  remove(id: string): void {
    this.#remove.run(id)
  }

  /** Its content changed. */
  touch(id: string): void {
    this.#touch.run(id)
  }
}
