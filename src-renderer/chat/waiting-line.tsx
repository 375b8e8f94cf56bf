import { useEffect, useState } from 'react'
import type { Collection } from '../../src-shared/schemas/library.ts'
import { useApp } from '../ui/app-context.tsx'
import { formatCount } from '../ui/format.ts'
import { silenceWords, stageWords } from './answer-words.ts'
import { useChat } from './chat-context.tsx'
import type { Stage } from './live-answer.ts'
import classes from './waiting-line.module.css'

interface WaitingLineProps {
  readonly stage: Stage | null
  /** Epoch milliseconds; null until the question was taken. */
  readonly startedAt: number | null
  /** How many were found so far. @default 0 */
  readonly sources?: number
  /** Not a word of the answer has come. @default false */
  readonly isSilent?: boolean
  /** It is not quoted where the model fails. @default false */
  readonly inLine?: boolean
}

/** What is going on while nothing is written yet, and for how long it has. */
export function WaitingLine({
  stage,
  startedAt,
  sources = 0,
  isSilent = false,
  inLine = false,
}: WaitingLineProps) {
  const collectionId = useChat((state) => state.collectionId)
  const passages = useApp((state) => passagesIn(state.collections, collectionId))
  const seconds = useSecondsSince(startedAt)
  return (
    <p className={classes.line}>
      <span className={classes.lamp} aria-hidden="true" />
      <span>{stageWords(stage, passages, sources)}</span>
      {seconds !== null && seconds >= 1 && <span className={classes.time}>{formatCount(seconds)} s</span>}
      {isSilent && <span className={classes.time}>{silenceWords(seconds, sources, inLine)}</span>}
    </p>
  )
}

function passagesIn(collections: readonly Collection[] | null, collectionId: string | null): number | null {
  const asked = collections?.filter(({ id }) => collectionId === null || id === collectionId)
  return asked?.reduce((sum, { chunks }) => sum + chunks, 0) ?? null
}

function useSecondsSince(start: number | null): number | null {
  const [now, setNow] = useState(Date.now)
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1_000)
    return () => clearInterval(timer)
  }, [])
  return start === null ? null : Math.max(0, Math.floor((now - start) / 1_000))
}
