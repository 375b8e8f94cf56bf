import { createStore } from 'zustand/vanilla'

export interface AddTarget {
  /** The collection of the view in front; undefined where it has none to say. */
  readonly collectionId: string | null | undefined
  /** Returns how to take it back. */
  readonly claim: (collectionId: string | null) => () => void
}

/** Where dropped files go while a view is in front that shows one collection. */
export const addTarget = createStore<AddTarget>()((set) => ({
  collectionId: undefined,
  claim(collectionId) {
    set({ collectionId })
    return () => set({ collectionId: undefined })
  },
}))
