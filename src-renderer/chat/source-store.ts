import { createStore, type StoreApi } from 'zustand/vanilla'
import type { Citation } from '../../src-shared/schemas/chat.ts'
import type { DocumentText } from '../../src-shared/schemas/library.ts'
import { type AlcoveBridge, describeError } from '../bridge.ts'

export type SourceText =
  | { readonly state: 'loading' }
  | { readonly state: 'ready'; readonly value: DocumentText }
  | { readonly state: 'failed'; readonly error: { readonly code: string; readonly message: string } }

/** The source that is open beside the chat. */
export interface SourceState {
  /** The citations of the answer it was opened from. Empty: the panel is closed. */
  readonly citations: readonly Citation[]
  readonly index: number
  readonly text: SourceText
  /** Pixels; only where the panel stands beside the chat. */
  readonly width: number
  readonly show: (citations: readonly Citation[], n: number) => Promise<void>
  /** The next or previous citation of the same answer; at the ends nothing happens. */
  readonly step: (by: 1 | -1) => Promise<void>
  readonly retry: () => Promise<void>
  /** False: none was open. */
  readonly close: () => boolean
  readonly showInFolder: () => Promise<void>
  readonly setWidth: (width: number) => void
}

export type SourceStore = StoreApi<SourceState>

export const currentCitation = ({ citations, index }: SourceState): Citation | undefined => citations[index]

export function createSourceStore(bridge: AlcoveBridge): SourceStore {
  let turn = 0

  return createStore<SourceState>()((set, get) => {
    async function load(documentId: string): Promise<void> {
      const asked = ++turn
      const text = get().text
      if (text.state === 'ready' && text.value.document.id === documentId) return
      set({ text: { state: 'loading' } })
      try {
        const value = await bridge.invoke('library.text', { documentId })
        if (asked === turn) set({ text: { state: 'ready', value } })
      } catch (error) {
        if (asked === turn) set({ text: { state: 'failed', error: describeError(error) } })
      }
    }

    async function showAt(citations: readonly Citation[], index: number): Promise<void> {
      const citation = citations[index]
      if (citation === undefined) return
      set({ citations, index })
      await load(citation.documentId)
    }

    return {
      citations: [],
      index: 0,
      text: { state: 'loading' },
      width: 460,

      show: (citations, n) =>
        showAt(
          citations,
          citations.findIndex((citation) => citation.n === n),
        ),
      step: (by) => showAt(get().citations, get().index + by),

      async retry() {
        const citation = currentCitation(get())
        if (citation !== undefined) await load(citation.documentId)
      },

      close() {
        if (get().citations.length === 0) return false
        turn += 1
        // The text is let go too: it may be megabytes, and may have changed when it is opened next.
        set({ citations: [], index: 0, text: { state: 'loading' } })
        return true
      },

      async showInFolder() {
        const citation = currentCitation(get())
        if (citation === undefined) return
        await bridge.invoke('library.showInFolder', { documentId: citation.documentId })
      },

      setWidth: (width) => set({ width }),
    }
  })
}
