import type { StateCreator } from 'zustand/vanilla'
import type { CacheEntryDetail, CacheEntryView } from '../../../src-shared/schemas/cache.ts'
import { type AlcoveBridge, describeError } from '../../bridge.ts'
import type { CacheState } from './cache-store.ts'
import type { Failure } from './told.ts'

type Opened =
  | { readonly kind: 'closed' }
  | { readonly kind: 'loading'; readonly question: string }
  | { readonly kind: 'open'; readonly question: string; readonly entry: CacheEntryDetail }
  /** It went between the click and the answer. */
  | { readonly kind: 'gone'; readonly question: string }
  | { readonly kind: 'failed'; readonly question: string; readonly failure: Failure }

/** The one entry that is looked at with its answer. */
export interface OpenedEntry {
  readonly opened: Opened
  /** A failure is shown where the answer would be. Never rejects. */
  readonly open: (entry: Pick<CacheEntryView, 'id' | 'question'>) => Promise<void>
  readonly close: () => void
}

export const createOpenedEntry =
  (bridge: AlcoveBridge): StateCreator<CacheState, [], [], OpenedEntry> =>
  (set) => {
    let turn = 0
    return {
      opened: { kind: 'closed' },
      async open({ id, question }) {
        turn += 1
        const mine = turn
        set({ opened: { kind: 'loading', question } })
        try {
          const entry = await bridge.invoke('cache.entry', { id })
          if (mine !== turn) return
          set({ opened: entry === null ? { kind: 'gone', question } : { kind: 'open', question, entry } })
        } catch (error) {
          if (mine === turn) set({ opened: { kind: 'failed', question, failure: describeError(error) } })
        }
      },
      close() {
        turn += 1
        set({ opened: { kind: 'closed' } })
      },
    }
  }
