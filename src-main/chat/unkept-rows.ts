import type { ConversationRow } from './conversation-table.ts'
import type { MessageRow } from './message-rows.ts'

/** A conversation of which something is not kept; `isNew` where nothing of it is. */
export type UnkeptConversation = ConversationRow & { readonly isNew: boolean }

/**
 * Questions for which the disk had no room, with their conversations: read as if they were in the database, and
 * written there, in their order, as soon as it takes them. Lost with the process, so whoever shows them says so.
 */
export class UnkeptRows {
  #conversations = new Map<string, UnkeptConversation>()
  #messages: readonly MessageRow[] = []
  #isRecording = false

  /** Whether what is written now comes here instead. */
  get isRecording(): boolean {
    return this.#isRecording
  }

  get isEmpty(): boolean {
    return this.#conversations.size === 0
  }

  get conversations(): readonly UnkeptConversation[] {
    return [...this.#conversations.values()]
  }

  messagesOf(conversationId: string): readonly MessageRow[] {
    return this.#messages.filter(({ conversation_id }) => conversation_id === conversationId)
  }

  hasMessage(id: string): boolean {
    return this.#messages.some((row) => row.id === id)
  }

  conversation(id: string): UnkeptConversation | undefined {
    return this.#conversations.get(id)
  }

  /** Runs `work`, whose writes come here; none of them where it throws. */
  instead<T>(work: () => T): T {
    const conversations = new Map(this.#conversations)
    const messages = this.#messages
    this.#isRecording = true
    try {
      return work()
    } catch (error) {
      this.#conversations = conversations
      this.#messages = messages
      throw error
    } finally {
      this.#isRecording = false
    }
  }

  put(conversation: UnkeptConversation): void {
    this.#conversations.set(conversation.id, conversation)
  }

  add(message: MessageRow): void {
    this.#messages = [...this.#messages, message]
  }

  /** False where it is not here. */
  change(messageId: string, change: Partial<MessageRow>): boolean {
    if (!this.hasMessage(messageId)) return false
    this.#messages = this.#messages.map((row) => (row.id === messageId ? { ...row, ...change } : row))
    return true
  }

  /** It is kept, or gone. */
  forget(conversationId: string): void {
    this.#conversations.delete(conversationId)
    this.#messages = this.#messages.filter(({ conversation_id }) => conversation_id !== conversationId)
  }
}
