import { randomUUID } from 'node:crypto'
import type { ConversationSummary } from '../../src-shared/schemas/chat.ts'
import { AppError } from '../base/app-error.ts'
import type { Clock } from '../base/clock.ts'
import type { Database } from '../storage/index.ts'
import type { MessageRow } from './message-rows.ts'
import { removeTraces } from './trace-removal.ts'
import type { UnkeptConversation, UnkeptRows } from './unkept-rows.ts'

/** A row of `conversation`; `leafId`: the newest message of the branch that is shown. */
export type ConversationRow = Omit<ConversationSummary, 'snippet'> & { readonly leafId: string | null }

/** A row that was held in memory may outlive its collection: NULL then, as ON DELETE SET NULL makes it. */
const existingCollection = '(SELECT id FROM collection WHERE id = ?)'

/** The conversations in SQLite, and those that could not be written there yet. */
export class ConversationTable {
  readonly #database: Database
  readonly #clock: Clock
  readonly #unkept: UnkeptRows

  constructor(database: Database, clock: Clock, unkept: UnkeptRows) {
    this.#database = database
    this.#clock = clock
    this.#unkept = unkept
  }

  /** Throws NOT_FOUND. */
  get(id: string): ConversationRow {
    const row = this.#readUnkept(id) ?? this.#read(id)
    if (!row) throw new AppError('NOT_FOUND', { message: 'That conversation is no longer there.' })
    return row
  }

  /** @returns its id */
  create(title: string, collectionId: string | null): string {
    const id = randomUUID()
    const now = this.#clock.now()
    const row = { id, title, collectionId, leafId: null, createdAt: now, updatedAt: now }
    if (this.#unkept.isRecording) this.#unkept.put({ ...row, isNew: true })
    else this.#insert(row)
    return id
  }

  /** It is newest then. */
  change(id: string, change: Partial<Pick<ConversationRow, 'title' | 'collectionId' | 'leafId'>>): void {
    const before = this.get(id)
    const row = { ...before, ...change, updatedAt: this.#clock.now() }
    const unkept = this.#unkept.conversation(id)
    if (unkept || this.#unkept.isRecording) this.#unkept.put({ ...row, isNew: unkept?.isNew ?? false })
    else this.#update(row)
  }

  /** It is newest then; nothing where it is not there. */
  touch(id: string): void {
    const now = this.#clock.now()
    const unkept = this.#unkept.conversation(id)
    if (unkept) this.#unkept.put({ ...unkept, updatedAt: now })
    else this.#database.prepare('UPDATE conversation SET updated_at = ? WHERE id = ?').run(now, id)
  }

  /** Without making it newer. */
  rename(id: string, title: string): void {
    const unkept = this.#unkept.conversation(id)
    if (unkept) this.#unkept.put({ ...unkept, title })
    else this.#database.prepare('UPDATE conversation SET title = ? WHERE id = ?').run(title, id)
  }

  /**
   * With what the traces tell of it.
   *
   * @returns the questions that were asked in it
   */
  remove(id: string, messages: readonly MessageRow[]): readonly string[] {
    const questions = this.#database.transaction(() => {
      this.#database.prepare('DELETE FROM conversation WHERE id = ?').run(id)
      return removeTraces(this.#database, messages)
    })
    this.#unkept.forget(id)
    return questions
  }

  /** Within the caller's transaction. False where the conversation has left the database meanwhile. */
  writeUnkept({ isNew, ...row }: UnkeptConversation): boolean {
    if (!isNew) return this.#update(row)
    this.#insert(row)
    return true
  }

  /** As a row in the database is read: one about a collection that was removed is about all documents. */
  #readUnkept(id: string): ConversationRow | undefined {
    const unkept = this.#unkept.conversation(id)
    if (!unkept) return undefined
    const { isNew: _, ...row } = unkept
    const found = this.#database.prepare('SELECT 1 FROM collection WHERE id = ?').get(row.collectionId)
    return found ? row : { ...row, collectionId: null }
  }

  #read(id: string): ConversationRow | undefined {
    return this.#database
      .prepare<ConversationRow>(
        `SELECT id, title, collection_id AS collectionId, created_at AS createdAt, updated_at AS updatedAt,
           leaf_id AS leafId FROM conversation WHERE id = ?`,
      )
      .get(id)
  }

  #insert({ id, title, collectionId, leafId, createdAt, updatedAt }: ConversationRow): void {
    this.#database
      .prepare(
        `INSERT INTO conversation (id, title, collection_id, leaf_id, created_at, updated_at)
         VALUES (?, ?, ${existingCollection}, ?, ?, ?)`,
      )
      .run(id, title, collectionId, leafId, createdAt, updatedAt)
  }

  /** False where it is not there. */
  #update({ id, title, collectionId, leafId, updatedAt }: ConversationRow): boolean {
    const { changes } = this.#database
      .prepare(
        `UPDATE conversation SET title = ?, collection_id = ${existingCollection}, leaf_id = ?, updated_at = ?
         WHERE id = ?`,
      )
      .run(title, collectionId, leafId, updatedAt, id)
    return changes > 0
  }
}
