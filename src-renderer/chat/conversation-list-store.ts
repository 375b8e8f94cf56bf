import { createStore, type StoreApi } from 'zustand/vanilla'
import type { ConversationSummary } from '../../src-shared/schemas/chat.ts'
import { type AlcoveBridge, describeError } from '../bridge.ts'
import { coalesce } from '../ui/coalesce.ts'

export interface ConversationListState {
  readonly items: readonly ConversationSummary[]
  readonly total: number
  readonly search: string
  readonly state: 'loading' | 'ready' | { readonly code: string; readonly message: string }
  readonly renamingId: string | null
  /** Searches titles and messages; an older search that answers late is dropped. */
  readonly setSearch: (search: string) => void
  readonly loadMore: () => Promise<void>
  readonly startRenaming: (id: string | null) => void
  /** Rejects with BridgeError; the old title is back then. */
  readonly rename: (id: string, title: string) => Promise<void>
  readonly remove: (id: string) => Promise<void>
  /** Where it was saved; null where the person chose nothing. */
  readonly exportMarkdown: (id: string) => Promise<string | null>
  readonly connect: () => () => void
}

export type ConversationListStore = StoreApi<ConversationListState>

const PAGE = 100
/** Milliseconds between two readings of the list while answers are written. */
const PACE = 300

export function createConversationListStore(bridge: AlcoveBridge): ConversationListStore {
  let turn = 0

  return createStore<ConversationListState>()((set, get) => {
    async function read(): Promise<void> {
      const asked = ++turn
      const limit = Math.min(200, Math.max(PAGE, get().items.length))
      try {
        const page = await bridge.invoke('conversations.list', { search: get().search, offset: 0, limit })
        if (asked === turn) set({ ...page, state: 'ready' })
      } catch (error) {
        if (asked === turn) set({ state: describeError(error) })
      }
    }

    function retitle(id: string, title: string): void {
      set((state) => ({ items: state.items.map((item) => (item.id === id ? { ...item, title } : item)) }))
    }

    return {
      items: [],
      total: 0,
      search: '',
      state: 'loading',
      renamingId: null,

      setSearch(search) {
        set({ search, items: [], state: 'loading' })
        void read()
      },

      async loadMore() {
        const { items, total, search } = get()
        if (items.length >= total) return
        const asked = ++turn
        const page = await bridge.invoke('conversations.list', { search, offset: items.length, limit: PAGE })
        if (asked !== turn) return
        const known = new Set(items.map(({ id }) => id))
        set({ items: [...items, ...page.items.filter(({ id }) => !known.has(id))], total: page.total })
      },

      startRenaming: (renamingId) => set({ renamingId }),

      async rename(id, title) {
        const before = get().items.find((item) => item.id === id)?.title
        set({ renamingId: null })
        if (title.trim() === '' || title.trim() === before) return
        retitle(id, title.trim())
        try {
          await bridge.invoke('conversations.rename', { conversationId: id, title: title.trim() })
        } catch (error) {
          if (before !== undefined) retitle(id, before)
          throw error
        }
      },

      async remove(id) {
        await bridge.invoke('conversations.remove', { conversationId: id })
        set((state) => ({ items: state.items.filter((item) => item.id !== id), total: state.total - 1 }))
      },

      async exportMarkdown(id) {
        const saved = await bridge.invoke('conversations.export', { conversationId: id })
        return saved?.savedAs ?? null
      },

      connect() {
        const changed = coalesce(read, PACE)
        changed()
        return bridge.on('conversations.changed', changed)
      },
    }
  })
}
