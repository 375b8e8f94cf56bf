import type { AskedQuestion, ChatLine, StartedStream } from '../../src-shared/ipc/chat-routes.ts'
import type { Events, SequencedAnswerEvent } from '../../src-shared/ipc/events.ts'
import type { Conversation, ConversationSummary } from '../../src-shared/schemas/chat.ts'
import type { Event } from '../base/emitter.ts'

/** Conversations as kept in SQLite. */
export interface Conversations {
  list(request: { readonly search: string; readonly offset: number; readonly limit: number }): {
    readonly items: readonly ConversationSummary[]
    readonly total: number
  }
  get(id: string): Conversation
  rename(id: string, title: string): void
  remove(id: string): void
  selectVersion(id: string, messageId: string): Conversation
  /** Markdown with the sources listed. */
  toMarkdown(id: string): { readonly fileName: string; readonly markdown: string }
  readonly onChanged: Event<{ readonly conversationId: string }>
}

export interface NewQuestion {
  readonly conversationId: string | null
  readonly collectionId: string | null
  /** The answer that it follows; null: none. */
  readonly parentId: string | null
  readonly question: string
}

/** Answers that run, each a stream of numbered events that can be joined again; their text is kept as it comes. */
export interface ChatSessions {
  start(request: NewQuestion): StartedStream
  regenerate(conversationId: string, messageId: string): StartedStream
  /** Likewise, by the chat model alone: in line, where that is away or others wait already. */
  startInLine(request: NewQuestion): AskedQuestion
  regenerateInLine(conversationId: string, messageId: string): AskedQuestion
  /**
   * With quotations. Both also take one out of the line whose attempt is under way; NOT_FOUND where it does not wait
   * any more.
   */
  answerNow(messageId: string): StartedStream
  stopWaiting(messageId: string): void
  line(): ChatLine
  /** Tries now to write what could not be written yet, instead of after a pause. */
  keepNow(): ChatLine
  cancel(streamId: string): void
  attach(
    streamId: string,
    afterSequence: number,
  ): { readonly events: readonly SequencedAnswerEvent[]; readonly running: boolean }
  active(): readonly StartedStream[]
  /** Of streams that began by themselves, for the model is back. */
  readonly onStarted: Event<StartedStream>
  readonly onLine: Event<ChatLine>
  readonly onEvents: Event<Events['chat.events']>
  readonly onEnded: Event<Events['chat.ended']>
}
