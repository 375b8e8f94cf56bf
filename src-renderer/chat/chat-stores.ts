import type { AlcoveBridge } from '../bridge.ts'
import { type ChatStore, createChatStore } from './chat-store.ts'
import { type ConversationListStore, createConversationListStore } from './conversation-list-store.ts'
import { createSourceStore, type SourceStore } from './source-store.ts'

export interface ChatStores {
  readonly bridge: AlcoveBridge
  readonly chat: ChatStore
  readonly list: ConversationListStore
  readonly source: SourceStore
}

export function createChatStores(bridge: AlcoveBridge): ChatStores {
  return {
    bridge,
    chat: createChatStore(bridge),
    list: createConversationListStore(bridge),
    source: createSourceStore(bridge),
  }
}
