import { createContext, type ReactNode, useContext, useEffect, useState } from 'react'
import { useStore } from 'zustand'
import { addTarget } from '../ui/add-target.ts'
import { useBridge } from '../ui/app-context.tsx'
import { createLibraryStore, type LibraryState, type LibraryStore } from './library-store.ts'

const LibraryContext = createContext<LibraryStore | null>(null)

/** One store for as long as the view exists; it listens only while the view is shown. */
export function LibraryProvider({ children }: { readonly children: ReactNode }) {
  const bridge = useBridge()
  const [store] = useState(() => createLibraryStore(bridge))
  useEffect(() => store.getState().connect(), [store])
  const collectionId = useStore(store, (state) => state.query.collectionId)
  useEffect(() => addTarget.getState().claim(collectionId), [collectionId])
  return <LibraryContext value={store}>{children}</LibraryContext>
}

/** Reads the narrowest value that the component renders; actions never change. */
export function useLibrary<T>(select: (state: LibraryState) => T): T {
  const store = useContext(LibraryContext)
  if (store === null) throw new Error('This part of the library must be inside LibraryProvider')
  return useStore(store, select)
}
