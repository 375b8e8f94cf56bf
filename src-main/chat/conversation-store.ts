import { randomUUID } from 'node:crypto'
import type {
  Answer,
  Citation,
  Conversation,
  ConversationSummary,
  WaitingAnswer,
} from '../../src-shared/schemas/chat.ts'
import { AppError } from '../base/app-error.ts'
import type { Clock } from '../base/clock.ts'
import { Emitter } from '../base/emitter.ts'
import type { Database } from '../storage/index.ts'
import type { Conversations, NewQuestion } from './chat-sessions.ts'
import { conversationMarkdown, markdownFileName } from './conversation-markdown.ts'
import { type ListRequest, listConversations } from './conversation-search.ts'
import { type MessageRow, messageFrom } from './message-rows.ts'
import { type Ending, MessageTable } from './message-table.ts'
import { newestLeafBelow, pathTo, siblingsOf } from './message-tree.ts'
import { titleFrom } from './title.ts'

export interface ConversationStoreOptions {
  readonly database: Database
  readonly clock: Clock
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

type BeginningState = 'streaming' | 'waiting'

/**
 * Conversations and their messages in SQLite. As soon as this is made, an answer that was being written when the
 * process died is stopped, with all of it that was kept, or back in line where it had waited for the chat model.
 */
export class ConversationStore implements Conversations {
  readonly #database: Database
  readonly #clock: Clock
  readonly #table: MessageTable
  readonly #changed = new Emitter<{ readonly conversationId: string }>()
  readonly #removed = new Emitter<{ readonly conversationId: string }>()
  readonly onChanged = this.#changed.event
  /** Before a conversation goes, so that what still writes to it can end. */
  readonly onRemoved = this.#removed.event

  constructor({ database, clock }: ConversationStoreOptions) {
    this.#database = database
    this.#clock = clock
    this.#table = new MessageTable(database, clock)
    this.#table.recover()
  }

  list(request: ListRequest): { readonly items: readonly ConversationSummary[]; readonly total: number } {
    return listConversations(this.#database, request)
  }

  get(id: string): Conversation {
    const { leafId, ...summary } = this.#row(id)
    const rows = this.#table.of(id)
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
    const rows = this.#table.of(id)
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
   * Keeps a question and the empty answer to it that is being written or waits. Without a conversation a new one
   * begins, named after the question. NOT_FOUND where the conversation, the collection or the parent is not there.
   */
  begin(
    { conversationId, collectionId, parentId, question }: NewQuestion,
    state: BeginningState = 'streaming',
  ): Turn {
    this.#checkCollection(collectionId)
    return this.#written(() => {
      const id = conversationId ?? this.#create(question, collectionId)
      if (conversationId !== null) {
        this.#row(id)
        this.#database.prepare('UPDATE conversation SET collection_id = ? WHERE id = ?').run(collectionId, id)
      }
      const history = parentId === null ? [] : this.#pathTo(id, parentId, 'assistant')
      const questionId = this.#table.add(id, parentId, 'user', question, 'complete')
      return { ...this.#beginAnswer(id, questionId, state), question, collectionId, history }
    })
  }

  /** Keeps another empty answer to the question that `messageId` answers. */
  beginAgain(conversationId: string, messageId: string, state: BeginningState = 'streaming'): Turn {
    return this.#written(() => {
      const { questionId, ...asked } = this.#asked(conversationId, messageId)
      return { ...asked, ...this.#beginAnswer(conversationId, questionId, state) }
    })
  }

  /**
   * An answer in line is being written now. It keeps its place until it is over, unless `leaves`. NOT_FOUND where
   * it does not wait (any more).
   */
  beginWaiting(messageId: string, leaves = false): Turn {
    return this.#written(() => {
      const conversationId = this.#waitingIn(messageId)
      this.#table.beginWaiting(messageId)
      if (leaves) this.#table.leave(messageId)
      return { answerId: messageId, ...this.#asked(conversationId, messageId) }
    })
  }

  /** It goes back to its place in line, without what was written of it. */
  waitAgain(conversationId: string, messageId: string): void {
    this.#table.waitAgain(messageId)
    this.#changed.fire({ conversationId })
  }

  /** Takes an answer out of the line: it is stopped. NOT_FOUND where it does not wait (any more). */
  stopWaiting(messageId: string): void {
    const conversationId = this.#waitingIn(messageId)
    this.#table.leave(messageId)
    this.#touch(conversationId)
  }

  /** Those that wait and are not being attempted, first in line first. */
  waiting(): readonly WaitingAnswer[] {
    return this.#table.waiting()
  }

  /** What of the answer is there by now. */
  keepProgress(messageId: string, content: string, citations: readonly Citation[]): void {
    this.#table.keepProgress(messageId, content, citations)
  }

  /** Where this throws, the answer is read as complete nevertheless, and the call is to be made again. */
  complete(conversationId: string, messageId: string, answer: Answer): void {
    this.#table.complete(messageId, answer)
    this.#touch(conversationId)
  }

  /** Likewise. */
  end(conversationId: string, messageId: string, ending: Ending): void {
    this.#table.end(messageId, ending)
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
    state: BeginningState,
  ): Pick<Turn, 'conversationId' | 'questionId' | 'answerId'> {
    const answerId = this.#table.add(conversationId, questionId, 'assistant', '', state)
    this.#setLeaf(conversationId, answerId)
    return { conversationId, questionId, answerId }
  }

  /** What the answer `messageId` answers. */
  #asked(conversationId: string, messageId: string): Omit<Turn, 'answerId'> {
    const { collectionId } = this.#row(conversationId)
    const history = this.#pathTo(conversationId, messageId, 'assistant').slice(0, -1)
    const asked = history.at(-1)
    if (!asked) throw new AppError('NOT_FOUND')
    const before = history.slice(0, -1)
    return { conversationId, questionId: asked.id, question: asked.content, collectionId, history: before }
  }

  #waitingIn(messageId: string): string {
    const found = this.waiting().find((waiting) => waiting.messageId === messageId)
    if (!found) throw new AppError('NOT_FOUND', { message: 'That question does not wait any more.' })
    return found.conversationId
  }

  /** Every message from the first to `messageId`. NOT_FOUND where that is not one of this conversation. */
  #pathTo(conversationId: string, messageId: string, role: MessageRow['role']): readonly MessageRow[] {
    const path = pathTo(this.#table.of(conversationId), messageId)
    if (path.at(-1)?.role !== role) throw new AppError('NOT_FOUND', { message: 'That answer is not there.' })
    return path
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
}
