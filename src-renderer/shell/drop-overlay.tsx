import { IconFileDownload } from '@tabler/icons-react'
import { useEffect, useState } from 'react'
import { useChatActions } from '../chat/index.ts'
import { addDropped } from '../ui/add-documents.ts'
import { addTarget } from '../ui/add-target.ts'
import { useBridge } from '../ui/app-context.tsx'
import classes from './drop-overlay.module.css'

/**
 * Takes files dropped anywhere on the window. Not Mantine's dropzone: that reads folders and makes new File
 * objects, and the preload finds a path only from the object of the drop itself.
 */
export function DropOverlay() {
  const bridge = useBridge()
  const { collectionId } = useChatActions()
  const [isOver, setOver] = useState(false)

  useEffect(() => {
    const stop = new AbortController()
    // Entering a child comes before leaving its parent: only when both agree has the pointer left the window.
    let depth = 0
    const on = <E extends 'dragenter' | 'dragover' | 'dragleave' | 'drop'>(
      name: E,
      act: (event: DragEvent) => void,
    ) =>
      window.addEventListener(
        name,
        (event) => {
          if (!event.dataTransfer?.types.includes('Files')) return
          event.preventDefault()
          act(event)
        },
        { signal: stop.signal },
      )
    on('dragenter', () => {
      depth += 1
      setOver(true)
    })
    on('dragover', (event) => {
      if (event.dataTransfer) event.dataTransfer.dropEffect = 'copy'
    })
    on('dragleave', () => {
      depth = Math.max(0, depth - 1)
      if (depth === 0) setOver(false)
    })
    on('drop', (event) => {
      depth = 0
      setOver(false)
      const files = [...(event.dataTransfer?.files ?? [])]
      if (files.length > 0) void addDropped(bridge, files, dropTarget(collectionId))
    })
    return () => stop.abort()
  }, [bridge, collectionId])

  if (!isOver) return null
  return (
    <div className={classes.overlay}>
      <div className={classes.niche}>
        <IconFileDownload size={40} stroke={1.4} aria-hidden="true" />
        <p className={classes.title}>Drop to add to your library</p>
        <p className={classes.words}>Text, Markdown, HTML, PDF and Word files, or whole folders</p>
      </div>
    </div>
  )
}

/** The collection of the view in front, else the one that is asked in. */
function dropTarget(askedIn: () => string | null): string | null {
  const { collectionId } = addTarget.getState()
  return collectionId === undefined ? askedIn() : collectionId
}
