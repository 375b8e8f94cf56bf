import { createStore } from 'zustand/vanilla'
import type { AddResult } from '../../src-shared/schemas/library.ts'

export interface AddedOutcome {
  /** What became of files of which some were refused; null where nothing is to be said. */
  readonly result: AddResult | null
  readonly show: (result: AddResult) => void
  readonly close: () => void
}

/** One for the window: files are added from every view, and by a drop beside any. */
export const addedOutcome = createStore<AddedOutcome>()((set) => ({
  result: null,
  show: (result) => set({ result }),
  close: () => set({ result: null }),
}))
