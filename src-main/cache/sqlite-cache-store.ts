import { createHash } from 'node:crypto'
import { z } from 'zod'
import { type CachedAnswer, type CacheNearMiss, cachedAnswer } from '../../src-shared/schemas/cache.ts'
import type { Database, SqlValue, Statement } from '../storage/index.ts'
import type { CacheStore, NewEntry, StoredEntry, StoredPage, Touch } from './cache-store.ts'

/** Of a row beside its texts and its vector: what SQLite and the maps in memory need for it. */
const OVERHEAD = 400

const scope = z.strictObject({
  collectionId: z.string().nullable(),
  chatModel: z.string(),
  embedder: z.string().nullable(),
  k: z.number(),
  isFollowUp: z.boolean(),
})
const search = z.strictObject({
  question: z.string(),
  collectionId: z.string().nullable(),
  k: z.number(),
  tokenBudget: z.number(),
})
const documents = z.array(z.tuple([z.string(), z.number()]))

/** What a digest is of: all of a row that never changes. */
interface Fixed {
  readonly partition: string
  readonly scope: string
  readonly question: string
  readonly vector: Uint8Array | null
  readonly search: string
  readonly passages: string
  readonly documents: string
  readonly newestChunk: number
  readonly answerDigest: Uint8Array
  readonly createdAt: number
}

interface Row extends Fixed {
  readonly id: number
  readonly digest: Uint8Array
  readonly corpus: string | null
  readonly hits: number
  readonly lastHitAt: number | null
  readonly used: number
  readonly bytes: number
}

const columns = `id, partition, scope, question, vector, search, passages, documents, corpus,
  newest_chunk AS newestChunk, answer_digest AS answerDigest, digest, created_at AS createdAt, hits, last_hit_at AS lastHitAt, used, bytes`

/**
 * In `cache_entry` and `cache_near_miss` of the app's own database. Everything is done when a call returns; that it
 * returns a promise is for stores that are elsewhere.
 */
export class SqliteCacheStore implements CacheStore {
  readonly #database: Database
  readonly #page: Statement<Row>
  readonly #insert: Statement<never>
  readonly #answer: Statement<{ answer: string; digest: Uint8Array }>
  readonly #touch: Statement<never>
  readonly #remove: Statement<never>
  readonly #nearMisses: Statement<CacheNearMiss>
  readonly #addNearMiss: Statement<never>
  readonly #trimNearMisses: Statement<never>
  readonly #removeNearMisses: Statement<never>

  constructor(database: Database) {
    this.#database = database
    this.#page = database.prepare(`SELECT ${columns} FROM cache_entry WHERE id > ? ORDER BY id LIMIT ?`)
    this.#insert = database.prepare(
      `INSERT INTO cache_entry (partition, scope, question, vector, search, passages, documents, corpus,
         newest_chunk, answer, answer_digest, digest, created_at, used, bytes)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    )
    this.#answer = database.prepare('SELECT answer, answer_digest AS digest FROM cache_entry WHERE id = ?')
    this.#touch = database.prepare(
      'UPDATE cache_entry SET hits = ?, last_hit_at = ?, used = ?, corpus = ? WHERE id = ?',
    )
    this.#remove = database.prepare('DELETE FROM cache_entry WHERE id = ?')
    this.#nearMisses = database.prepare(
      `SELECT at, asked, cached, entry_id AS entryId, similarity, rule, detail
       FROM cache_near_miss ORDER BY seq DESC LIMIT ?`,
    )
    this.#addNearMiss = database.prepare(
      `INSERT INTO cache_near_miss (at, asked, cached, entry_id, similarity, rule, detail)
       VALUES (?, ?, ?, ?, ?, ?, ?)`,
    )
    this.#trimNearMisses = database.prepare(
      'DELETE FROM cache_near_miss WHERE seq <= (SELECT max(seq) FROM cache_near_miss) - ?',
    )
    this.#removeNearMisses = database.prepare(
      `DELETE FROM cache_near_miss WHERE asked IN (SELECT value FROM json_each(?1))
         OR cached IN (SELECT value FROM json_each(?1))`,
    )
  }

  async page(after: number, limit: number): Promise<StoredPage> {
    const rows = this.#page.all(after, limit)
    const entries: StoredEntry[] = []
    const damaged: number[] = []
    for (const row of rows) {
      const entry = entryOf(row)
      if (entry) entries.push(entry)
      else damaged.push(row.id)
    }
    if (damaged.length > 0) await this.#removeIfPossible(damaged)
    const next = rows.length < limit ? null : (rows.at(-1)?.id ?? null)
    return { entries, corrupt: damaged.length, next }
  }

  async insert(entry: NewEntry, replacing: readonly number[]) {
    const answer = JSON.stringify(entry.answer)
    const fixed: Fixed = {
      partition: entry.partition,
      scope: JSON.stringify(entry.scope),
      question: entry.question,
      vector: entry.vector && bytesOf(entry.vector),
      search: JSON.stringify(entry.search),
      passages: entry.passages,
      documents: JSON.stringify(entry.documents),
      newestChunk: entry.newestChunk,
      answerDigest: sha256(answer),
      createdAt: entry.createdAt,
    }
    const texts = [fixed.question, fixed.scope, fixed.search, fixed.documents, answer]
    const bytes =
      texts.reduce((sum, text) => sum + Buffer.byteLength(text), 0) + (fixed.vector?.length ?? 0) + OVERHEAD
    const parameters: readonly SqlValue[] = [
      ...[fixed.partition, fixed.scope, fixed.question, fixed.vector, fixed.search, fixed.passages],
      ...[fixed.documents, entry.corpus, fixed.newestChunk, answer, fixed.answerDigest, digestOf(fixed)],
      ...[entry.createdAt, entry.used, bytes],
    ]
    const id = this.#database.transaction(() => {
      for (const old of replacing) this.#remove.run(old)
      return Number(this.#insert.run(...parameters).lastInsertRowid)
    })
    return { id, bytes }
  }

  async answer(id: number): Promise<CachedAnswer | null> {
    const row = this.#answer.get(id)
    if (!row || !sha256(row.answer).equals(row.digest)) return null
    const parsed = cachedAnswer.safeParse(parseJson(row.answer))
    return parsed.success ? parsed.data : null
  }

  async touch(touches: readonly Touch[]): Promise<void> {
    this.#database.transaction(() => {
      for (const { id, hits, lastHitAt, used, corpus } of touches) {
        this.#touch.run(hits, lastHitAt, used, corpus, id)
      }
    })
  }

  async remove(ids: readonly number[]): Promise<void> {
    this.#database.transaction(() => {
      for (const id of ids) this.#remove.run(id)
    })
  }

  async clear(): Promise<void> {
    this.#database.transaction(() =>
      this.#database.exec('DELETE FROM cache_entry; DELETE FROM cache_near_miss'),
    )
  }

  async nearMisses(limit: number): Promise<readonly CacheNearMiss[]> {
    return this.#nearMisses.all(limit)
  }

  async addNearMisses(nearMisses: readonly CacheNearMiss[], keep: number): Promise<void> {
    this.#database.transaction(() => {
      for (const { at, asked, cached, entryId, similarity, rule, detail } of nearMisses) {
        this.#addNearMiss.run(at, asked, cached, entryId, similarity, rule, detail)
      }
      this.#trimNearMisses.run(keep)
    })
  }

  async removeNearMisses(questions: readonly string[]): Promise<void> {
    this.#removeNearMisses.run(JSON.stringify(questions))
  }

  /** Where nothing can be written they stay, and are passed over at the next start as well. */
  async #removeIfPossible(ids: readonly number[]): Promise<void> {
    try {
      await this.remove(ids)
    } catch {
      // A full disk or another writer: not the reader's trouble.
    }
  }
}

/** Null where the row is damaged. */
function entryOf(row: Row): StoredEntry | null {
  if (!digestOf(row).equals(row.digest) || !isCountable(row)) return null
  const parsed = {
    scope: scope.safeParse(parseJson(row.scope)),
    search: search.safeParse(parseJson(row.search)),
    documents: documents.safeParse(parseJson(row.documents)),
  }
  if (!parsed.scope.success || !parsed.search.success || !parsed.documents.success) return null
  const { id, partition, question, passages, corpus, newestChunk, createdAt, hits, lastHitAt, used, bytes } =
    row
  return {
    ...{ id, partition, question, passages, corpus, newestChunk, createdAt, hits, lastHitAt, used, bytes },
    scope: parsed.scope.data,
    search: parsed.search.data,
    documents: parsed.documents.data,
    // Copied: a view must begin at a multiple of four bytes, and the driver's buffer may not.
    vector: row.vector === null ? null : new Float32Array(Uint8Array.from(row.vector).buffer),
  }
}

/** Counts that change are not under the digest; a wild one would spoil the order of use, or the sum of all bytes. */
function isCountable({ hits, used, bytes, lastHitAt }: Row): boolean {
  return [hits, used, bytes, lastHitAt ?? 0].every((count) => Number.isSafeInteger(count) && count >= 0)
}

function digestOf(row: Fixed): Buffer {
  const { partition, scope, question, search, passages, documents, newestChunk, createdAt } = row
  return createHash('sha256')
    .update(JSON.stringify([partition, scope, question, search, passages, documents, newestChunk, createdAt]))
    .update(row.answerDigest)
    .update(row.vector ?? '')
    .digest()
}

const sha256 = (text: string): Buffer => createHash('sha256').update(text).digest()
const bytesOf = ({ buffer, byteOffset, byteLength }: Float32Array): Uint8Array =>
  new Uint8Array(buffer, byteOffset, byteLength)

/** Undefined where it is no JSON. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
