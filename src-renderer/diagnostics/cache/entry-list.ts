import type { StateCreator } from 'zustand/vanilla'
import type { CacheEntryView } from '../../../src-shared/schemas/cache.ts'
import { type AlcoveBridge, describeError } from '../../bridge.ts'
import type { CacheState } from './cache-store.ts'
import type { Failure } from './told.ts'

interface EntryQuery {
  readonly search: string
  /** Entries written from this document; null: all. */
  readonly document: { readonly id: string; readonly title: string } | null
  /** From 0. */
  readonly page: number
}

interface EntryPage {
  readonly items: readonly CacheEntryView[]
  readonly total: number
  /** Of documents, by id. */
  readonly titles: Readonly<Record<string, string>>
}

/** The kept answers, a page at a time, last used first. */
export interface EntryList {
  readonly query: EntryQuery
  /** Null before the first answer. */
  readonly page: EntryPage | null
  /** What the page would be now, where it has other rows than those that somebody is looking at. */
  readonly newer: EntryPage | null
  readonly isHeld: boolean
  readonly listFailure: Failure | null

  /** Another search or document begins at its first page. */
  readonly ask: (change: Partial<EntryQuery>) => void
  /** While held, rows stay where they are: only their figures follow. */
  readonly hold: (isHeld: boolean) => void
  /** Reads the page again; rows that are held stay. Never rejects. */
  readonly reload: () => Promise<void>
  /** Reads the page again and shows it, held or not. Never rejects. */
  readonly showLatest: () => Promise<void>

  // These reject with BridgeError.
  readonly remove: (id: number) => Promise<void>
  /** @returns how many entries that were */
  readonly removeOfDocument: (documentId: string) => Promise<number>
}

export const PAGE_LENGTH = 25

export const lastPageOf = (total: number): number => Math.max(0, Math.ceil(total / PAGE_LENGTH) - 1)

export const createEntryList =
  (bridge: AlcoveBridge): StateCreator<CacheState, [], [], EntryList> =>
  (set, get) => {
    let turn = 0

    async function read(show: (page: EntryPage) => void): Promise<void> {
      turn += 1
      const mine = turn
      const { search, document, page } = get().query
      try {
        const found = await bridge.invoke('cache.entries', {
          ...{ search, documentId: document?.id ?? null },
          ...{ offset: page * PAGE_LENGTH, limit: PAGE_LENGTH },
        })
        if (mine !== turn) return
        const last = lastPageOf(found.total)
        // Entries went meanwhile, and this page with them.
        if (page > last) return get().ask({ page: last })
        show(found)
        set({ listFailure: null })
      } catch (error) {
        if (mine === turn) set({ listFailure: describeError(error) })
      }
    }

    const showNow = (page: EntryPage) => set({ page, newer: null })

    function showUnlessHeld(found: EntryPage): void {
      const { page, isHeld } = get()
      if (!isHeld || page === null || hasSameRows(page, found)) showNow(found)
      else set({ newer: found, page: withFigures(page, found) })
    }

    return {
      query: { search: '', document: null, page: 0 },
      page: null,
      newer: null,
      isHeld: false,
      listFailure: null,

      ask(change) {
        set(({ query }) => ({ query: { ...query, page: 0, ...change }, newer: null }))
        void read(showNow)
      },
      hold(isHeld) {
        const { newer } = get()
        set(!isHeld && newer ? { isHeld, page: newer, newer: null } : { isHeld })
      },
      reload: () => read(showUnlessHeld),
      showLatest: () => read(showNow),

      async remove(id) {
        await bridge.invoke('cache.remove', { id })
        await get().showLatest()
      },
      async removeOfDocument(documentId) {
        const { removed } = await bridge.invoke('cache.removeOfDocument', { documentId })
        await get().showLatest()
        return removed
      },
    }
  }

const hasSameRows = (a: EntryPage, b: EntryPage): boolean =>
  a.items.length === b.items.length && a.items.every(({ id }, at) => b.items[at]?.id === id)

/** The rows of `page` where they are, with what `found` says of them now. */
function withFigures(page: EntryPage, found: EntryPage): EntryPage {
  const now = new Map(found.items.map((item) => [item.id, item]))
  return {
    ...found,
    titles: { ...page.titles, ...found.titles },
    items: page.items.map((item) => now.get(item.id) ?? item),
  }
}
