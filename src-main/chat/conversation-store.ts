import type {
  Answer,
  Citation,
  Conversation,
  ConversationSummary,
  WaitingAnswer,
} from '../../src-shared/schemas/chat.ts'
import { AppError, toAppError } from '../base/app-error.ts'
import type { Clock } from '../base/clock.ts'
import { Emitter } from '../base/emitter.ts'
import type { Database } from '../storage/index.ts'
import type { Conversations, NewQuestion } from './chat-sessions.ts'
import { conversationMarkdown, markdownFileName } from './conversation-markdown.ts'
import { type ListRequest, listConversations } from './conversation-search.ts'
import { ConversationTable } from './conversation-table.ts'
import { type MessageRow, messageFrom } from './message-rows.ts'
import { type Ending, MessageTable } from './message-table.ts'
import { newestLeafBelow, pathTo, siblingsOf } from './message-tree.ts'
import { titleFrom } from './title.ts'
import { type UnkeptConversation, UnkeptRows } from './unkept-rows.ts'

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
  /** It was answered before, and somebody wants another answer than that one. */
  readonly isAgain: boolean
}

/** With these the database takes nothing now and may soon again. */
const noRoomCodes: ReadonlySet<string> = new Set(['DISK_FULL', 'DATABASE_BUSY'])

type BeginningState = 'streaming' | 'waiting'

/**
 * Conversations and their messages in SQLite. As soon as this is made, an answer that was being written when the
 * process died is stopped, with all of it that was kept, or back in line where it had waited for the chat model.
 */
export class ConversationStore implements Conversations {
  readonly #database: Database
  readonly #unkept = new UnkeptRows()
  readonly #conversations: ConversationTable
  readonly #table: MessageTable
  readonly #changed = new Emitter<{ readonly conversationId: string }>()
  readonly #removed = new Emitter<{ readonly conversationId: string }>()
  readonly onChanged = this.#changed.event
  /** Before a conversation goes, so that what still writes to it can end. */
  readonly onRemoved = this.#removed.event
  readonly #forgotten = new Emitter<readonly string[]>()
  /** The questions of a conversation that is gone, with their traces. */
  readonly onForgotten = this.#forgotten.event

  constructor({ database, clock }: ConversationStoreOptions) {
    this.#database = database
    this.#conversations = new ConversationTable(database, clock, this.#unkept)
    this.#table = new MessageTable(database, clock, this.#unkept)
    this.#table.recover()
  }

  list(request: ListRequest): { readonly items: readonly ConversationSummary[]; readonly total: number } {
    const { items, total } = listConversations(this.#database, request)
    if (request.search !== '' || request.offset > 0) return { items, total }
    // What is not kept yet is newest.
    const unkept = this.#unkept.conversations.filter(({ isNew }) => isNew).reverse()
    const first = unkept.map(({ id }) => {
      const { leafId: _, ...summary } = this.#conversations.get(id)
      return { ...summary, snippet: null }
    })
    return { items: [...first, ...items], total: total + first.length }
  }

  get(id: string): Conversation {
    const { leafId, ...summary } = this.#conversations.get(id)
    const rows = this.#table.of(id)
    const messages = pathTo(rows, leafId).map((row) => messageFrom(row, siblingsOf(rows, row)))
    return { ...summary, snippet: null, messages }
  }

  rename(id: string, title: string): void {
    this.#conversations.get(id)
    this.#conversations.rename(id, title)
    this.#changed.fire({ conversationId: id })
  }

  remove(id: string): void {
    this.#conversations.get(id)
    this.#removed.fire({ conversationId: id })
    this.#forgotten.fire(this.#conversations.remove(id, this.#table.of(id)))
    this.#changed.fire({ conversationId: id })
  }

  selectVersion(id: string, messageId: string): Conversation {
    this.#conversations.get(id)
    const rows = this.#table.of(id)
    if (!rows.some((row) => row.id === messageId)) throw new AppError('NOT_FOUND')
    this.#conversations.change(id, { leafId: newestLeafBelow(rows, messageId) })
    this.#changed.fire({ conversationId: id })
    return this.get(id)
  }

  toMarkdown(id: string): { readonly fileName: string; readonly markdown: string } {
    const conversation = this.get(id)
    return { fileName: markdownFileName(conversation.title), markdown: conversationMarkdown(conversation) }
  }

  /**
   * Keeps a question and the empty answer to it that is being written or waits. Without a conversation a new one
   * begins, named after the question. One that is answered now is held in memory where the disk has no room for
   * it, until its end can be written; one that waits must be kept. NOT_FOUND where the conversation, the
   * collection or the parent is not there.
   */
  begin(
    { conversationId, collectionId, parentId, question }: NewQuestion,
    state: BeginningState = 'streaming',
  ): Turn {
    this.#checkCollection(collectionId)
    return this.#written(conversationId, state === 'streaming', () => {
      const id = conversationId ?? this.#conversations.create(titleFrom(question), collectionId)
      if (conversationId !== null) this.#conversations.change(id, { collectionId })
      const history = parentId === null ? [] : this.#pathTo(id, parentId, 'assistant')
      const questionId = this.#table.add(id, parentId, 'user', question, 'complete')
      return {
        ...this.#beginAnswer(id, questionId, state),
        ...{ question, collectionId, history, isAgain: false },
      }
    })
  }

  /** Keeps another empty answer to the question that `messageId` answers. */
  beginAgain(conversationId: string, messageId: string, state: BeginningState = 'streaming'): Turn {
    return this.#written(conversationId, state === 'streaming', () => {
      const { questionId, ...asked } = this.#asked(conversationId, messageId)
      return { ...asked, ...this.#beginAnswer(conversationId, questionId, state), isAgain: true }
    })
  }

  /**
   * An answer in line is being written now. It keeps its place until it is over, unless `leaves`. NOT_FOUND where
   * it does not wait (any more).
   */
  beginWaiting(messageId: string, leaves = false): Turn {
    return this.#written(null, false, () => {
      const conversationId = this.#waitingIn(messageId)
      this.#table.beginWaiting(messageId)
      if (leaves) this.#table.leave(messageId)
      return { answerId: messageId, ...this.#asked(conversationId, messageId) }
    })
  }

  /** It goes back to its place in line, without what was written of it. See `complete` for where it throws. */
  waitAgain(conversationId: string, messageId: string): void {
    this.#table.waitAgain(messageId)
    this.#writeEnd(conversationId, messageId)
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
    this.#writeEnd(conversationId, messageId)
    this.#touch(conversationId)
  }

  /** Likewise. */
  end(conversationId: string, messageId: string, ending: Ending): void {
    this.#table.end(messageId, ending)
    this.#writeEnd(conversationId, messageId)
    this.#touch(conversationId)
  }

  #writeEnd(conversationId: string, messageId: string): void {
    const failure = this.#writeUnkept().get(conversationId)
    if (failure && this.#unkept.hasMessage(messageId)) throw failure
    this.#table.writeEnd(messageId)
  }

  /** @param after the conversation that `work` goes on with, which must be kept whole before */
  #written(after: string | null, mayBeUnkept: boolean, work: () => Turn): Turn {
    const turn = this.#tryToWrite(after, mayBeUnkept, work)
    this.#changed.fire({ conversationId: turn.conversationId })
    return turn
  }

  #tryToWrite(after: string | null, mayBeUnkept: boolean, work: () => Turn): Turn {
    try {
      const failure = this.#writeUnkept().get(after ?? '')
      if (!failure) return this.#database.transaction(work)
      if (!mayBeUnkept) throw failure
    } catch (error) {
      if (!mayBeUnkept || !noRoomCodes.has(toAppError(error).code)) throw error
    }
    return this.#unkept.instead(work)
  }

  /**
   * Writes what is held, each conversation for itself: one that cannot be written stays held and keeps no other
   * back. Throws DATABASE_BUSY at once, for to wait for each of them in turn would stand still too long.
   *
   * @returns why not, by the ids of those that are still held
   */
  #writeUnkept(): ReadonlyMap<string, AppError> {
    const failures = new Map<string, AppError>()
    for (const conversation of this.#unkept.conversations) {
      try {
        this.#writeUnkeptOf(conversation)
      } catch (error) {
        const failure = toAppError(error)
        if (failure.code === 'DATABASE_BUSY') throw failure
        failures.set(conversation.id, failure)
      }
    }
    return failures
  }

  /** In one transaction: what follows a question is never there without it. */
  #writeUnkeptOf(conversation: UnkeptConversation): void {
    this.#database.transaction(() => {
      // What was said in one that is gone is gone with it, as ON DELETE CASCADE would have it.
      if (this.#conversations.writeUnkept(conversation)) this.#table.writeUnkept(conversation.id)
    })
    this.#unkept.forget(conversation.id)
  }

  #beginAnswer(
    conversationId: string,
    questionId: string,
    state: BeginningState,
  ): Pick<Turn, 'conversationId' | 'questionId' | 'answerId'> {
    const answerId = this.#table.add(conversationId, questionId, 'assistant', '', state)
    this.#conversations.change(conversationId, { leafId: answerId })
    return { conversationId, questionId, answerId }
  }

  /** What the answer `messageId` answers. */
  #asked(conversationId: string, messageId: string): Omit<Turn, 'answerId'> {
    const { collectionId } = this.#conversations.get(conversationId)
    const rows = this.#table.of(conversationId)
    const history = this.#pathTo(conversationId, messageId, 'assistant').slice(0, -1)
    const asked = history.at(-1)
    if (!asked) throw new AppError('NOT_FOUND')
    const isAgain = rows.find(({ parent_id }) => parent_id === asked.id)?.id !== messageId
    return {
      ...{ conversationId, questionId: asked.id, question: asked.content, collectionId },
      ...{ history: history.slice(0, -1), isAgain },
    }
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
    this.#conversations.touch(conversationId)
    this.#changed.fire({ conversationId })
  }

  #checkCollection(collectionId: string | null): void {
    if (collectionId === null) return
    const found = this.#database.prepare('SELECT 1 FROM collection WHERE id = ?').get(collectionId)
    if (!found) throw new AppError('NOT_FOUND', { message: 'That collection is no longer there.' })
  }
}
