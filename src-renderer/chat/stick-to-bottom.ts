import { type RefObject, useCallback, useEffect, useRef, useState } from 'react'

/** Pixels from the end within which a reader counts as being there. */
const NEAR = 64

interface StickToBottom {
  readonly scroller: RefObject<HTMLDivElement | null>
  readonly content: RefObject<HTMLDivElement | null>
  readonly isAtBottom: boolean
  readonly jump: () => void
}

/**
 * Follows what is written as long as the reader is at the end. Whoever scrolls up is left alone until they come
 * back. `key`: what is shown; another one begins at its end.
 */
export function useStickToBottom(key: string | null): StickToBottom {
  const scroller = useRef<HTMLDivElement>(null)
  const content = useRef<HTMLDivElement>(null)
  const isPinned = useRef(true)
  const [isAtBottom, setAtBottom] = useState(true)

  const jump = useCallback(() => {
    isPinned.current = true
    setAtBottom(true)
    const box = scroller.current
    if (box !== null) box.scrollTop = box.scrollHeight
  }, [])

  // biome-ignore lint/correctness/useExhaustiveDependencies: the key decides when, not what
  useEffect(jump, [jump, key])

  useEffect(() => {
    const box = scroller.current
    const inner = content.current
    if (box === null || inner === null) return
    let lastTop = box.scrollTop
    const onScroll = () => {
      const isNear = box.scrollHeight - box.scrollTop - box.clientHeight < NEAR
      // Only who goes up leaves the end: what came in since the last scroll may have moved it away.
      if (isNear || box.scrollTop < lastTop) isPinned.current = isNear
      lastTop = box.scrollTop
      setAtBottom(isPinned.current)
    }
    const observer = new ResizeObserver(() => {
      if (isPinned.current) box.scrollTop = box.scrollHeight
    })
    observer.observe(inner)
    observer.observe(box)
    box.addEventListener('scroll', onScroll, { passive: true })
    return () => {
      observer.disconnect()
      box.removeEventListener('scroll', onScroll)
    }
  }, [])

  return { scroller, content, isAtBottom, jump }
}
