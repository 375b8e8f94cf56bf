import { useDebouncedValue } from '@mantine/hooks'
import { useEffect, useState } from 'react'
import type { ConversationSummary } from '../../src-shared/schemas/chat.ts'
import { useChatStores } from './chat-context.tsx'

const SHOWN = 8
const TYPING_PAUSE = 150

/** The conversations that match, or the latest where nothing is asked. Keeps the last answer while it asks. */
export function useConversationSearch(query: string): readonly ConversationSummary[] {
  const { bridge } = useChatStores()
  const [search] = useDebouncedValue(query.trim(), TYPING_PAUSE)
  const [found, setFound] = useState<readonly ConversationSummary[]>([])

  useEffect(() => {
    let isCurrent = true
    bridge
      .invoke('conversations.list', { search, limit: SHOWN })
      .then(({ items }) => isCurrent && setFound(items))
      // The palette still has its actions; the list beside the chat shows what is wrong.
      .catch(() => isCurrent && setFound([]))
    return () => {
      isCurrent = false
    }
  }, [bridge, search])
  return found
}
