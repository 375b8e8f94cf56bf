import { createContext, type ReactNode, useContext, useEffect } from 'react'
import { useStore } from 'zustand'
import type { ChatState } from './chat-state.ts'
import type { ChatStores } from './chat-stores.ts'
import type { ConversationListState } from './conversation-list-store.ts'
import type { SourceState } from './source-store.ts'

const ChatContext = createContext<ChatStores | null>(null)

interface ChatProviderProps {
  readonly stores: ChatStores
  readonly children: ReactNode
}

/** Keeps the stores listening to main for as long as the window lives, whichever view is shown. */
export function ChatProvider({ stores, children }: ChatProviderProps) {
  useEffect(() => {
    const stopChat = stores.chat.getState().connect()
    const stopList = stores.list.getState().connect()
    return () => {
      stopChat()
      stopList()
    }
  }, [stores])
  return <ChatContext value={stores}>{children}</ChatContext>
}

export function useChatStores(): ChatStores {
  const stores = useContext(ChatContext)
  if (stores === null) throw new Error('This part of the window must be inside ChatProvider')
  return stores
}

export const useChat = <T,>(select: (state: ChatState) => T): T => useStore(useChatStores().chat, select)

export const useConversationList = <T,>(select: (state: ConversationListState) => T): T =>
  useStore(useChatStores().list, select)

export const useSource = <T,>(select: (state: SourceState) => T): T =>
  useStore(useChatStores().source, select)
