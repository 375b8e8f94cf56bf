import type { StateCreator } from 'zustand/vanilla'
import type { DocumentRow, DocumentSort, DocumentState } from '../../src-shared/schemas/library.ts'
import { type AlcoveBridge, describeError } from '../bridge.ts'
import type { LibraryState } from './library-store.ts'

/** What the list is asked for. A change of it empties the selection, since what is chosen must be in sight. */
interface DocumentQuery {
  /** Null: all collections. */
  readonly collectionId: string | null
  readonly search: string
  readonly state: DocumentState | null
  readonly sort: DocumentSort
  readonly descending: boolean
}

export interface DocumentList {
  readonly query: DocumentQuery
  /** Null before the first answer. */
  readonly total: number | null
  /** Rows by their place in the list; a hole is not loaded yet. */
  readonly rows: ReadonlyMap<number, DocumentRow>
  readonly selected: ReadonlySet<string>
  readonly listFailure: { readonly code: string; readonly message: string } | null

  readonly ask: (change: Partial<DocumentQuery>) => void
  /** The first click on a column sorts as that column is mostly wanted, the second turns it round. */
  readonly sortBy: (sort: DocumentSort) => void
  /** Loads what of [first, last] is not there. Never rejects. */
  readonly show: (first: number, last: number) => void
  /** Reads again what was last shown; what is on the screen stays until the answer is there. */
  readonly reload: () => Promise<void>

  readonly toggle: (documentId: string) => void
  /** From the row that was toggled last to this one, as lists everywhere take a shift-click. */
  readonly selectTo: (index: number) => void
  /** All that match, those out of sight too. */
  readonly selectAll: () => Promise<void>
  readonly clearSelection: () => void
}

const PAGE_LENGTH = 200
/** The most that the route gives at once. */
const LONGEST_PAGE = 500

const firstQuery: DocumentQuery = {
  collectionId: null,
  search: '',
  state: null,
  sort: 'addedAt',
  descending: true,
}

const sortedDescendingFirst: ReadonlySet<DocumentSort> = new Set(['chunks', 'pages', 'size', 'addedAt'])

export const createDocumentList =
  (bridge: AlcoveBridge): StateCreator<LibraryState, [], [], DocumentList> =>
  (set, get) => {
    /** Rises with every query and reload: an answer to an older one is dropped. */
    let turn = 0
    let lastShown = { first: 0, last: PAGE_LENGTH - 1 }
    let anchor: number | null = null
    const pagesAsked = new Set<number>()

    const page = (offset: number, limit: number) =>
      bridge.invoke('library.documents', { ...get().query, offset, limit })

    async function loadPage(number: number, replace: boolean): Promise<void> {
      const mine = turn
      pagesAsked.add(number)
      try {
        const { items, total } = await page(number * PAGE_LENGTH, PAGE_LENGTH)
        if (mine !== turn) return
        set(({ rows }) => {
          const next = new Map(replace ? [] : rows)
          items.forEach((row, at) => {
            next.set(number * PAGE_LENGTH + at, row)
          })
          return { rows: next, total, listFailure: null }
        })
      } catch (error) {
        if (mine !== turn) return
        pagesAsked.delete(number)
        set({ listFailure: describeError(error) })
      }
    }

    /** The pages last shown, the first of them in place of all that was there. */
    async function readAgain(): Promise<void> {
      turn += 1
      pagesAsked.clear()
      const { first, last } = lastShown
      const firstPage = pageOf(first)
      await loadPage(firstPage, true)
      for (let number = firstPage + 1; number <= pageOf(last); number += 1) await loadPage(number, false)
    }

    return {
      query: firstQuery,
      total: null,
      rows: new Map(),
      selected: new Set(),
      listFailure: null,

      ask(change) {
        const query = { ...get().query, ...change }
        lastShown = { first: 0, last: PAGE_LENGTH - 1 }
        anchor = null
        set({ query, selected: new Set() })
        void readAgain()
      },

      sortBy(sort) {
        const { query, ask } = get()
        const descending = query.sort === sort ? !query.descending : sortedDescendingFirst.has(sort)
        ask({ sort, descending })
      },

      show(first, last) {
        lastShown = { first, last }
        for (let number = pageOf(first); number <= pageOf(last); number += 1) {
          if (!pagesAsked.has(number)) void loadPage(number, false)
        }
      },

      reload: readAgain,

      toggle(documentId) {
        anchor = indexOf(get().rows, documentId)
        set(({ selected }) => {
          const next = new Set(selected)
          if (!next.delete(documentId)) next.add(documentId)
          return { selected: next }
        })
      },

      selectTo(index) {
        const { rows, selected } = get()
        const from = anchor ?? index
        const next = new Set(selected)
        for (let at = Math.min(from, index); at <= Math.max(from, index); at += 1) {
          const row = rows.get(at)
          if (row) next.add(row.id)
        }
        set({ selected: next })
      },

      async selectAll() {
        const mine = turn
        const all = new Set<string>()
        for (let offset = 0; ; offset += LONGEST_PAGE) {
          const { items, total } = await page(offset, LONGEST_PAGE)
          for (const { id } of items) all.add(id)
          if (items.length === 0 || offset + LONGEST_PAGE >= total) break
        }
        // Another question was asked meanwhile: what was gathered answers the old one.
        if (mine === turn) set({ selected: all })
      },

      clearSelection() {
        anchor = null
        set({ selected: new Set() })
      },
    }
  }

const pageOf = (index: number): number => Math.floor(index / PAGE_LENGTH)

function indexOf(rows: ReadonlyMap<number, DocumentRow>, documentId: string): number | null {
  for (const [index, row] of rows) if (row.id === documentId) return index
  return null
}
