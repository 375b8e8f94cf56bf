import { useState } from 'react'
import { addSamples, pickDocuments } from '../ui/add-documents.ts'
import { useBridge } from '../ui/app-context.tsx'
import { useLibrary } from './library-context.tsx'

/** The ways to add into the open collection, and whether one is under way: looking through a folder takes time. */
export function useAdding() {
  const bridge = useBridge()
  const collectionId = useLibrary((state) => state.query.collectionId)
  const [isAdding, setAdding] = useState(false)

  async function add(work: () => Promise<void>): Promise<void> {
    setAdding(true)
    try {
      await work()
    } finally {
      setAdding(false)
    }
  }

  return {
    isAdding,
    addFiles: () => add(() => pickDocuments(bridge, 'files', collectionId)),
    addFolder: () => add(() => pickDocuments(bridge, 'folder', collectionId)),
    addSamples: () => add(() => addSamples(bridge)),
  }
}
