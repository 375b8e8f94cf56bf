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
    let last = placeOf(box)
    const onScroll = () => {
      const place = placeOf(box)
      const isNear = place.height - place.top - place.shown < NEAR
      // Only a reader who goes up leaves the end. What came in, or went, since then moves it as well.
      const isReader = place.height === last.height && place.shown === last.shown && place.top < last.top
      if (isNear || isReader) isPinned.current = isNear
      last = place
      setAtBottom(isPinned.current)
    }
    const observer = new ResizeObserver(() => {
      if (isPinned.current) box.scrollTop = box.scrollHeight
      last = placeOf(box)
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

const placeOf = ({ scrollHeight, clientHeight, scrollTop }: HTMLElement) => ({
  height: scrollHeight,
  shown: clientHeight,
  top: scrollTop,
})
