import type { Conversation } from '../../src-shared/schemas/chat.ts'
import type { LiveAnswer } from './live-answer.ts'

export interface Failure {
  readonly code: string
  readonly message: string
}

/** A question that main has not taken yet. */
export interface PendingQuestion {
  readonly text: string
  /** The answer it follows; the messages after that are not shown meanwhile. */
  readonly parentId: string | null
  /** Answered by the chat model alone, in line until that is back. */
  readonly wait: boolean
}

/** The conversation that is shown and the answers that are being written, here or elsewhere. */
export interface ChatState {
  /** Null: a new one, which begins with its first question. */
  readonly conversation: Conversation | null
  readonly opening: 'no' | 'loading' | Failure
  readonly openingId: string | null
  /** Where the next question is asked; null for all documents. */
  readonly collectionId: string | null
  readonly draft: string
  readonly pending: PendingQuestion | null
  /** A question that could not be asked, and why. */
  readonly refused: { readonly question: PendingQuestion; readonly failure: Failure } | null
  /** The question that is being edited. */
  readonly editingId: string | null
  /** By the id of the answer's message. */
  readonly live: Readonly<Record<string, LiveAnswer>>

  readonly newChat: () => void
  readonly open: (conversationId: string) => Promise<void>
  readonly setDraft: (draft: string) => void
  readonly setCollection: (collectionId: string | null) => void
  /** Asks after the last answer shown. @param wait in line, if the chat model is not there. @default false */
  readonly ask: (question: string, wait?: boolean) => Promise<void>
  /** Asks again what could not be asked. */
  readonly askRefused: () => Promise<void>
  readonly edit: (messageId: string | null) => void
  /** Asks the edited question in the place of the old one, which stays as a version. */
  readonly askEdited: (messageId: string, question: string, wait?: boolean) => Promise<void>
  readonly regenerate: (messageId: string, wait?: boolean) => Promise<void>
  /** Answers a question that waits, as well as can be now. Both reject with BridgeError. */
  readonly answerNow: (messageId: string) => Promise<void>
  readonly stopWaiting: (messageId: string) => Promise<void>
  /** Stops what is being written in the conversation shown. False: nothing was. */
  readonly stop: () => boolean
  readonly selectVersion: (messageId: string) => Promise<void>
  /** Listens to main, and joins the answers that run already, until the returned function is called. */
  readonly connect: () => () => void
}

/** The answer that is being written in the conversation shown. */
export function liveHere(state: ChatState): LiveAnswer | undefined {
  const id = state.conversation?.id
  return Object.values(state.live).find((live) => live.conversationId === id && live.answer === null)
}
