import { useMemo } from 'react'
import { navigation } from '../ui/navigation.ts'
import { useChatStores } from './chat-context.tsx'
import { focusComposer } from './composer-focus.ts'

export interface ChatActions {
  readonly newChat: () => void
  /** Opens Chat and asks in a new conversation. @param collectionId null: all documents */
  readonly ask: (question: string, collectionId: string | null) => void
  readonly openConversation: (id: string) => void
  readonly focusComposer: () => void
  /** Closes the source, else stops the answer; once for each press. */
  readonly escape: () => void
  /** The collection that is asked in now; null for all. */
  readonly collectionId: () => string | null
}

/** What the rest of the window may do with the chat. */
export function useChatActions(): ChatActions {
  const { chat, source } = useChatStores()
  return useMemo(
    () => ({
      newChat: () => {
        source.getState().close()
        chat.getState().newChat()
      },
      ask: (question, collectionId) => {
        source.getState().close()
        chat.getState().newChat()
        chat.getState().setCollection(collectionId)
        navigation.getState().open('chat')
        void chat.getState().ask(question)
        focusComposer()
      },
      openConversation: (id) => {
        source.getState().close()
        void chat.getState().open(id)
      },
      focusComposer,
      escape: () => {
        if (!source.getState().close()) chat.getState().stop()
      },
      collectionId: () => chat.getState().collectionId,
    }),
    [chat, source],
  )
}
