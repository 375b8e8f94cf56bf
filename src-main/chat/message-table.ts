import { randomUUID } from 'node:crypto'
import type { Answer, Citation, MessageState, WaitingAnswer } from '../../src-shared/schemas/chat.ts'
import type { Clock } from '../base/clock.ts'
import type { Database } from '../storage/index.ts'
import { type MessageRow, messageColumns } from './message-rows.ts'

/** What becomes of an answer that ended without being complete. */
export interface Ending {
  readonly state: Extract<MessageState, 'stopped' | 'failed'>
  readonly content: string
  readonly error: { readonly code: string; readonly message: string } | null
}

/** How an answer has ended: what of its row changes then. */
type Ended = Pick<
  MessageRow,
  | ('state' | 'content' | 'mode' | 'model' | 'citations' | 'degradations' | 'timings')
  | ('trace_id' | 'error_code' | 'error_message')
>

/**
 * The messages in SQLite and the line of those that wait. How an attempt ended is, where it cannot be written, held
 * here and read as if it had been, until the same call is made again and succeeds.
 */
export class MessageTable {
  readonly #database: Database
  readonly #clock: Clock
  readonly #unwritten = new Map<string, Partial<MessageRow>>()

  constructor(database: Database, clock: Clock) {
    this.#database = database
    this.#clock = clock
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
    return this.#database
      .prepare<MessageRow>(`SELECT ${messageColumns} FROM message WHERE conversation_id = ? ORDER BY seq`)
      .all(conversationId)
      .map((row) => ({ ...row, ...this.#unwritten.get(row.id) }))
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
    this.#database
      .prepare(
        `INSERT INTO message (id, conversation_id, parent_id, role, content, state, created_at)
         VALUES (?, ?, ?, ?, ?, ?, ?)`,
      )
      .run(
        ...[id, conversationId, parentId, role, content],
        ...[state === 'waiting' ? 'stopped' : state, this.#clock.now()],
      )
    if (state === 'waiting') {
      this.#database.prepare('INSERT INTO waiting_answer (message_id) VALUES (?)').run(id)
    }
    return id
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

  /** Back to its place, with nothing of what was written. */
  waitAgain(messageId: string): void {
    this.#unwritten.set(messageId, { state: 'waiting', content: '', citations: '[]' })
    this.#database
      .prepare(`UPDATE message SET state = 'stopped', content = '', citations = '[]' WHERE id = ?`)
      .run(messageId)
    this.#unwritten.delete(messageId)
  }

  leave(messageId: string): void {
    this.#database.prepare('DELETE FROM waiting_answer WHERE message_id = ?').run(messageId)
  }

  keepProgress(messageId: string, content: string, citations: readonly Citation[]): void {
    this.#database
      .prepare(`UPDATE message SET content = ?, citations = ? WHERE id = ? AND state = 'streaming'`)
      .run(content, JSON.stringify(citations), messageId)
  }

  complete(messageId: string, answer: Answer): void {
    this.#end(messageId, {
      state: 'complete',
      content: answer.answer,
      mode: answer.mode,
      model: answer.model,
      citations: JSON.stringify(answer.citations),
      degradations: JSON.stringify(answer.degradations),
      timings: JSON.stringify(answer.timings),
      trace_id: answer.traceId,
      error_code: null,
      error_message: null,
    })
  }

  /** Its sources stay as `keepProgress` kept them. */
  end(messageId: string, { state, content, error }: Ending): void {
    const citations = this.#database
      .prepare<{ citations: string }>('SELECT citations FROM message WHERE id = ?')
      .get(messageId)?.citations
    this.#end(messageId, {
      ...{ state, content, mode: null, model: null, citations: citations ?? '[]' },
      ...{ degradations: '[]', timings: '{}', trace_id: null },
      ...{ error_code: error?.code ?? null, error_message: error?.message ?? null },
    })
  }

  #end(messageId: string, ended: Ended): void {
    this.#unwritten.set(messageId, ended)
    const columns = Object.keys(ended) as (keyof Ended)[]
    this.#database.transaction(() => {
      this.#database
        .prepare(`UPDATE message SET ${columns.map((name) => `${name} = ?`).join(', ')} WHERE id = ?`)
        .run(...columns.map((name) => ended[name]), messageId)
      this.leave(messageId)
    })
    this.#unwritten.delete(messageId)
  }
}
