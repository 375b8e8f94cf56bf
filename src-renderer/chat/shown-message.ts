import type { Conversation, Message } from '../../src-shared/schemas/chat.ts'
import type { LiveAnswer } from './live-answer.ts'

/** A stored message with what its stream has brought since. */
export function shownMessage(message: Message, live: LiveAnswer | undefined): Message {
  if (live === undefined) return message
  if (live.answer === null) {
    return { ...message, content: live.text, citations: live.citations, state: 'streaming' }
  }
  const { answer, citations, mode, model, degradations, timings, traceId, cachedFrom = null } = live.answer
  return {
    ...message,
    content: answer,
    citations,
    mode,
    model,
    degradations,
    timings,
    traceId,
    cachedFrom,
    state: 'complete',
  }
}

/**
 * Puts a finished answer into a conversation that was read an instant before main had stored its end. What main
 * has stored goes before what the stream said.
 */
export function settle(conversation: Conversation, live: LiveAnswer): Conversation {
  const messages = conversation.messages.map((message) =>
    message.id === live.assistantMessageId && message.state === 'streaming'
      ? shownMessage(message, live)
      : message,
  )
  return { ...conversation, messages }
}

/** The answer that a new question follows; null at the beginning. */
export function lastAnswerId(messages: readonly Message[]): string | null {
  return messages.findLast((message) => message.role === 'assistant')?.id ?? null
}

/** Its place among the versions of the same message, from 1. */
export function versionOf(message: Message): { readonly index: number; readonly count: number } {
  return { index: message.siblings.indexOf(message.id) + 1, count: message.siblings.length }
}
