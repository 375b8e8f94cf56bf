import { z } from 'zod'
import {
  type Conversation,
  type ConversationSummary,
  question,
  type UnkeptAnswer,
  type WaitingAnswer,
} from '../schemas/chat.ts'
import { id } from '../schemas/library.ts'
import { limits } from '../schemas/limits.ts'
import { answers, defineRoute } from './define-route.ts'
import type { SequencedAnswerEvent } from './events.ts'

/** A question that was taken. The two messages exist, and are kept, before the first word comes. */
export interface AskedQuestion {
  /** Null: it waits for the chat model, and `chat.started` will tell its stream. */
  readonly streamId: string | null
  readonly conversationId: string
  readonly userMessageId: string
  readonly assistantMessageId: string
}

/** A question whose answer is being written. */
export interface StartedStream extends AskedQuestion {
  readonly streamId: string
}

/** What of the chat outlives its streams. */
export interface ChatLine {
  readonly waiting: readonly WaitingAnswer[]
  /** Epoch milliseconds at which the first is attempted again, where the model is there and failed it; else null. */
  readonly retryAt: number | null
  readonly unkept: readonly UnkeptAnswer[]
}

const waitingMessage = z.strictObject({ messageId: id })
const conversationId = z.strictObject({ conversationId: id })

export const chatRoutes = {
  /**
   * Without `conversationId` a new conversation begins. `parentId`: the answer that it follows (null: none).
   * `wait`: it is answered by the chat model alone, in line with others that wait, however long that is away.
   */
  'chat.start': defineRoute({
    input: z.strictObject({
      conversationId: id.nullable(),
      collectionId: id.nullable(),
      parentId: id.nullable(),
      question,
      wait: z.boolean().default(false),
    }),
    output: answers<AskedQuestion>(),
  }),
  /** Answers the same question once more and anew, whatever the cache has, as a sibling of `messageId` (an answer). */
  'chat.regenerate': defineRoute({
    input: z.strictObject({ conversationId: id, messageId: id, wait: z.boolean().default(false) }),
    output: answers<AskedQuestion>(),
  }),
  /** Answers a question that waits, now and as well as can be. NOT_FOUND where it does not wait any more. */
  'chat.answerNow': defineRoute({ input: waitingMessage, output: answers<StartedStream>() }),
  /** Takes a question out of the line, unanswered; it stays in its conversation. */
  'chat.stopWaiting': defineRoute({ input: waitingMessage, output: answers<null>() }),
  /** Who waits for the chat model, first in line first, and which answers could not be kept yet. */
  'chat.line': defineRoute({ input: z.strictObject({}), output: answers<ChatLine>() }),
  /** Tries to write the answers that could not be kept yet. */
  'chat.keepNow': defineRoute({ input: z.strictObject({}), output: answers<ChatLine>() }),
  'chat.cancel': defineRoute({ input: z.strictObject({ streamId: id }), output: answers<null>() }),
  /** After a reload: all events of the stream after `afterSequence`; later ones follow as events. */
  'chat.attach': defineRoute({
    input: z.strictObject({ streamId: id, afterSequence: z.number().int().min(-1) }),
    output: answers<{ readonly events: readonly SequencedAnswerEvent[]; readonly running: boolean }>(),
  }),
  /** The streams that run now, so that a reloaded window can attach. */
  'chat.active': defineRoute({ input: z.strictObject({}), output: answers<readonly StartedStream[]>() }),

  'conversations.list': defineRoute({
    input: z.strictObject({
      search: z.string().max(limits.searchText).default(''),
      offset: z.number().int().min(0).default(0),
      limit: z.number().int().min(1).max(200).default(100),
    }),
    output: answers<{ readonly items: readonly ConversationSummary[]; readonly total: number }>(),
  }),
  'conversations.get': defineRoute({ input: conversationId, output: answers<Conversation>() }),
  'conversations.rename': defineRoute({
    input: z.strictObject({ conversationId: id, title: z.string().trim().min(1).max(limits.title) }),
    output: answers<null>(),
  }),
  'conversations.remove': defineRoute({ input: conversationId, output: answers<null>() }),
  /** Shows another version of a message and what followed it. */
  'conversations.selectVersion': defineRoute({
    input: z.strictObject({ conversationId: id, messageId: id }),
    output: answers<Conversation>(),
  }),
  /** Asks where to save the conversation as Markdown; null where the person did not choose. */
  'conversations.export': defineRoute({
    input: conversationId,
    output: answers<{ readonly savedAs: string } | null>(),
  }),
}
