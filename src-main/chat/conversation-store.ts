import { randomUUID } from 'node:crypto'
import type {
  Answer,
  Citation,
  Conversation,
  ConversationSummary,
  MessageState,
} from '../../src-shared/schemas/chat.ts'
import { AppError } from '../base/app-error.ts'
import type { Clock } from '../base/clock.ts'
import { Emitter } from '../base/emitter.ts'
import type { Database } from '../storage/index.ts'
import type { Conversations } from './chat-sessions.ts'
import { conversationMarkdown, markdownFileName } from './conversation-markdown.ts'
import { type ListRequest, listConversations } from './conversation-search.ts'
import { type MessageRow, messageColumns, messageFrom } from './message-rows.ts'
import { newestLeafBelow, pathTo, siblingsOf } from './message-tree.ts'
import { titleFrom } from './title.ts'

export interface ConversationStoreOptions {
  readonly database: Database
  readonly clock: Clock
}

export interface NewQuestion {
  readonly conversationId: string | null
  readonly collectionId: string | null
  /** The answer that it follows; null: none. */
  readonly parentId: string | null
  readonly question: string
}

/** A question whose answer is being written. */
export interface Turn {
  readonly conversationId: string
  readonly questionId: string
  readonly answerId: string
  readonly question: string
  readonly collectionId: string | null
  /** What was said before the question, oldest first. */
  readonly history: readonly Pick<MessageRow, 'role' | 'content'>[]
}

/** What becomes of an answer that ended without being complete. */
export interface Ending {
  readonly state: Exclude<MessageState, 'streaming' | 'complete'>
  readonly content: string
  readonly error: { readonly code: string; readonly message: string } | null
}

/**
 * Conversations and their messages in SQLite. An answer that was being written when the process died is
 * stopped, with all of it that was kept, as soon as this is made.
 */
export class ConversationStore implements Conversations {
  readonly #database: Database
  readonly #clock: Clock
  readonly #changed = new Emitter<{ readonly conversationId: string }>()
  readonly #removed = new Emitter<{ readonly conversationId: string }>()
  readonly onChanged = this.#changed.event
  /** Before a conversation goes, so that what still writes to it can end. */
  readonly onRemoved = this.#removed.event

  constructor({ database, clock }: ConversationStoreOptions) {
    this.#database = database
    this.#clock = clock
    database
      .prepare(
        `UPDATE message SET state = 'stopped', error_code = 'SHUTTING_DOWN', error_message = ?
         WHERE state = 'streaming'`,
      )
      .run('Alcove ended in the middle of this answer.')
  }

  list(request: ListRequest): { readonly items: readonly ConversationSummary[]; readonly total: number } {
    return listConversations(this.#database, request)
  }

  get(id: string): Conversation {
    const { leafId, ...summary } = this.#row(id)
    const rows = this.#messages(id)
    const messages = pathTo(rows, leafId).map((row) => messageFrom(row, siblingsOf(rows, row)))
    return { ...summary, snippet: null, messages }
  }

  rename(id: string, title: string): void {
    this.#row(id)
    this.#database.prepare('UPDATE conversation SET title = ? WHERE id = ?').run(title, id)
    this.#changed.fire({ conversationId: id })
  }

  remove(id: string): void {
    this.#row(id)
    this.#removed.fire({ conversationId: id })
    this.#database.prepare('DELETE FROM conversation WHERE id = ?').run(id)
    this.#changed.fire({ conversationId: id })
  }

  selectVersion(id: string, messageId: string): Conversation {
    this.#row(id)
    const rows = this.#messages(id)
    if (!rows.some((row) => row.id === messageId)) throw new AppError('NOT_FOUND')
    this.#setLeaf(id, newestLeafBelow(rows, messageId))
    this.#changed.fire({ conversationId: id })
    return this.get(id)
  }

  toMarkdown(id: string): { readonly fileName: string; readonly markdown: string } {
    const conversation = this.get(id)
    return { fileName: markdownFileName(conversation.title), markdown: conversationMarkdown(conversation) }
  }

  /**
   * Keeps a question and the empty answer to it that is being written. Without a conversation a new one begins,
   * named after the question. NOT_FOUND where the conversation, the collection or the parent is not there.
   */
  begin({ conversationId, collectionId, parentId, question }: NewQuestion): Turn {
    this.#checkCollection(collectionId)
    return this.#written(() => {
      const id = conversationId ?? this.#create(question, collectionId)
      if (conversationId !== null) {
        this.#row(id)
        this.#database.prepare('UPDATE conversation SET collection_id = ? WHERE id = ?').run(collectionId, id)
      }
      const history = parentId === null ? [] : this.#pathTo(id, parentId, 'assistant')
      const questionId = this.#add(id, parentId, 'user', question, 'complete')
      return { ...this.#beginAnswer(id, questionId), question, collectionId, history }
    })
  }

  /** Keeps another empty answer to the question that `messageId` answers. */
  beginAgain(conversationId: string, messageId: string): Turn {
    return this.#written(() => {
      const { collectionId } = this.#row(conversationId)
      const history = this.#pathTo(conversationId, messageId, 'assistant').slice(0, -1)
      const asked = history.at(-1)
      if (!asked) throw new AppError('NOT_FOUND')
      const turn = this.#beginAnswer(conversationId, asked.id)
      return { ...turn, question: asked.content, collectionId, history: history.slice(0, -1) }
    })
  }

  /** What of the answer is there by now. */
  keepProgress(messageId: string, content: string, citations: readonly Citation[]): void {
    this.#database
      .prepare(`UPDATE message SET content = ?, citations = ? WHERE id = ? AND state = 'streaming'`)
      .run(content, JSON.stringify(citations), messageId)
  }

  complete(conversationId: string, messageId: string, answer: Answer): void {
    this.#database
      .prepare(
        `UPDATE message SET state = 'complete', content = ?, mode = ?, model = ?, citations = ?, degradations = ?,
           timings = ?, trace_id = ? WHERE id = ?`,
      )
      .run(
        ...[answer.answer, answer.mode, answer.model, JSON.stringify(answer.citations)],
        ...[JSON.stringify(answer.degradations), JSON.stringify(answer.timings), answer.traceId, messageId],
      )
    this.#touch(conversationId)
  }

  end(conversationId: string, messageId: string, { state, content, error }: Ending): void {
    this.#database
      .prepare('UPDATE message SET state = ?, content = ?, error_code = ?, error_message = ? WHERE id = ?')
      .run(state, content, error?.code ?? null, error?.message ?? null, messageId)
    this.#touch(conversationId)
  }

  #written(work: () => Turn): Turn {
    const turn = this.#database.transaction(work)
    this.#changed.fire({ conversationId: turn.conversationId })
    return turn
  }

  #create(question: string, collectionId: string | null): string {
    const id = randomUUID()
    const now = this.#clock.now()
    this.#database
      .prepare(
        'INSERT INTO conversation (id, title, collection_id, created_at, updated_at) VALUES (?, ?, ?, ?, ?)',
      )
      .run(id, titleFrom(question), collectionId, now, now)
    return id
  }

  #beginAnswer(
    conversationId: string,
    questionId: string,
  ): Pick<Turn, 'conversationId' | 'questionId' | 'answerId'> {
    const answerId = this.#add(conversationId, questionId, 'assistant', '', 'streaming')
    this.#setLeaf(conversationId, answerId)
    return { conversationId, questionId, answerId }
  }

  /** Every message from the first to `messageId`. NOT_FOUND where that is not one of this conversation. */
  #pathTo(conversationId: string, messageId: string, role: MessageRow['role']): readonly MessageRow[] {
    const path = pathTo(this.#messages(conversationId), messageId)
    if (path.at(-1)?.role !== role) throw new AppError('NOT_FOUND', { message: 'That answer is not there.' })
    return path
  }

  #add(
    conversationId: string,
    parentId: string | null,
    role: 'user' | 'assistant',
    content: string,
    state: MessageState,
  ): string {
    const id = randomUUID()
    this.#database
      .prepare(
        `INSERT INTO message (id, conversation_id, parent_id, role, content, state, created_at)
         VALUES (?, ?, ?, ?, ?, ?, ?)`,
      )
      .run(id, conversationId, parentId, role, content, state, this.#clock.now())
    return id
  }

  #touch(conversationId: string): void {
    this.#database
      .prepare('UPDATE conversation SET updated_at = ? WHERE id = ?')
      .run(this.#clock.now(), conversationId)
    this.#changed.fire({ conversationId })
  }

  #setLeaf(conversationId: string, leafId: string): void {
    this.#database
      .prepare('UPDATE conversation SET leaf_id = ?, updated_at = ? WHERE id = ?')
      .run(leafId, this.#clock.now(), conversationId)
  }

  #checkCollection(collectionId: string | null): void {
    if (collectionId === null) return
    const found = this.#database.prepare('SELECT 1 FROM collection WHERE id = ?').get(collectionId)
    if (!found) throw new AppError('NOT_FOUND', { message: 'That collection is no longer there.' })
  }

  #row(id: string): Omit<ConversationSummary, 'snippet'> & { readonly leafId: string | null } {
    const row = this.#database
      .prepare<Omit<ConversationSummary, 'snippet'> & { leafId: string | null }>(
        `SELECT id, title, collection_id AS collectionId, created_at AS createdAt, updated_at AS updatedAt,
           leaf_id AS leafId FROM conversation WHERE id = ?`,
      )
      .get(id)
    if (!row) throw new AppError('NOT_FOUND', { message: 'That conversation is no longer there.' })
    return row
  }

  #messages(conversationId: string): MessageRow[] {
    return this.#database
      .prepare<MessageRow>(`SELECT ${messageColumns} FROM message WHERE conversation_id = ? ORDER BY seq`)
      .all(conversationId)
  }
}
