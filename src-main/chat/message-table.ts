import { randomUUID } from 'node:crypto'
import type { Answer, Citation, MessageState, WaitingAnswer } from '../../src-shared/schemas/chat.ts'
import type { Clock } from '../base/clock.ts'
import type { Database } from '../storage/index.ts'
import { type MessageRow, messageColumns, newMessageRow } from './message-rows.ts'
import type { UnkeptRows } from './unkept-rows.ts'

/** What becomes of an answer that ended without being complete. */
export interface Ending {
  readonly state: Extract<MessageState, 'stopped' | 'failed'>
  readonly content: string
  readonly error: { readonly code: string; readonly message: string } | null
}

/**
 * The messages in SQLite, those that could not be written there yet, and the line of those that wait. How an answer
 * ended is held here, and read as if it had been written, until it is.
 */
export class MessageTable {
  readonly #database: Database
  readonly #clock: Clock
  readonly #unkept: UnkeptRows
  /** How an answer has ended: what of its row changes then. */
  readonly #unwritten = new Map<string, Partial<MessageRow>>()

  constructor(database: Database, clock: Clock, unkept: UnkeptRows) {
    this.#database = database
    this.#clock = clock
    this.#unkept = unkept
  }

  /** After a death of the process: what was in line is back in its place, the rest of what was written stops. */
  recover(): void {
    this.#database.transaction(() => {
      this.#database
        .prepare(
          `UPDATE message SET state = 'stopped', content = '', citations = '[]'
           WHERE state = 'streaming' AND id IN (SELECT message_id FROM waiting_answer)`,
        )
        .run()
      this.#database
        .prepare(
          `UPDATE message SET state = 'stopped', error_code = 'SHUTTING_DOWN', error_message = ?
           WHERE state = 'streaming'`,
        )
        .run('Alcove ended in the middle of this answer.')
    })
  }

  /** All of a conversation, in the order in which they were made. */
  of(conversationId: string): MessageRow[] {
    const kept = this.#database
      .prepare<MessageRow>(`SELECT ${messageColumns} FROM message WHERE conversation_id = ? ORDER BY seq`)
      .all(conversationId)
    if (this.#unkept.isEmpty && this.#unwritten.size === 0) return kept
    return [...kept, ...this.#unkept.messagesOf(conversationId)].map((row) => ({
      ...row,
      ...this.#unwritten.get(row.id),
    }))
  }

  /** @returns its id */
  add(
    conversationId: string,
    parentId: string | null,
    role: MessageRow['role'],
    content: string,
    state: MessageState,
  ): string {
    const id = randomUUID()
    const row = newMessageRow({ id, conversationId, parentId, role, content, state, at: this.#clock.now() })
    if (this.#unkept.isRecording) this.#unkept.add(row)
    else this.#insert(row)
    return id
  }

  /** Within the caller's transaction. */
  writeUnkept(conversationId: string): void {
    for (const row of this.#unkept.messagesOf(conversationId)) this.#insert(row)
  }

  /** Those that wait and are not being attempted, first in line first. */
  waiting(): readonly WaitingAnswer[] {
    return this.#database
      .prepare<WaitingAnswer>(
        `SELECT m.id AS messageId, m.conversation_id AS conversationId FROM waiting_answer w
         JOIN message m ON m.id = w.message_id WHERE m.state = 'stopped' ORDER BY w.place`,
      )
      .all()
  }

  /** It keeps its place in line; `leave` takes that. */
  beginWaiting(messageId: string): void {
    this.#database.prepare(`UPDATE message SET state = 'streaming' WHERE id = ?`).run(messageId)
  }

  /** Back to its place, with nothing of what was written. Read so from now on; kept by `writeEnd`. */
  waitAgain(messageId: string): void {
    this.#unwritten.set(messageId, { state: 'waiting', content: '', citations: '[]' })
  }

  leave(messageId: string): void {
    this.#database.prepare('DELETE FROM waiting_answer WHERE message_id = ?').run(messageId)
  }

  keepProgress(messageId: string, content: string, citations: readonly Citation[]): void {
    const change = { content, citations: JSON.stringify(citations) }
    if (this.#unkept.change(messageId, change)) return
    this.#database
      .prepare(`UPDATE message SET content = ?, citations = ? WHERE id = ? AND state = 'streaming'`)
      .run(change.content, change.citations, messageId)
  }

  /** Read so from now on; kept by `writeEnd`. */
  complete(messageId: string, answer: Answer): void {
    this.#unwritten.set(messageId, {
      state: 'complete',
      content: answer.answer,
      mode: answer.mode,
      model: answer.model,
      citations: JSON.stringify(answer.citations),
      degradations: JSON.stringify(answer.degradations),
      timings: JSON.stringify(answer.timings),
      trace_id: answer.traceId,
      cached_from: answer.cachedFrom ? JSON.stringify(answer.cachedFrom) : null,
    })
  }

  /** Likewise. Its sources stay as `keepProgress` kept them. */
  end(messageId: string, { state, content, error }: Ending): void {
    const [error_code, error_message] = [error?.code ?? null, error?.message ?? null]
    this.#unwritten.set(messageId, { state, content, error_code, error_message })
  }

  /** Where this throws, the end is still read, and the call is to be made again. */
  writeEnd(messageId: string): void {
    const ended = this.#unwritten.get(messageId)
    if (!ended) return
    const isBack = ended.state === 'waiting'
    const columns = Object.entries(isBack ? { ...ended, state: 'stopped' } : ended)
    this.#database.transaction(() => {
      this.#database
        .prepare(`UPDATE message SET ${columns.map(([name]) => `${name} = ?`).join(', ')} WHERE id = ?`)
        .run(...columns.map(([, value]) => value), messageId)
      if (!isBack) this.leave(messageId)
    })
    this.#unwritten.delete(messageId)
  }

  #insert({ id, conversation_id, parent_id, role, content, state, citations, created_at }: MessageRow): void {
    this.#database
      .prepare(
        `INSERT INTO message (id, conversation_id, parent_id, role, content, state, citations, created_at)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
      )
      .run(
        ...[id, conversation_id, parent_id, role, content],
        ...[state === 'waiting' ? 'stopped' : state, citations, created_at],
      )
    if (state === 'waiting') {
      this.#database.prepare('INSERT INTO waiting_answer (message_id) VALUES (?)').run(id)
    }
  }
}
