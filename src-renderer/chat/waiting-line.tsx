import { useEffect, useState } from 'react'
import { useApp } from '../ui/app-context.tsx'
import { formatCount } from '../ui/format.ts'
import { stageWords } from './answer-words.ts'
import type { Stage } from './live-answer.ts'
import classes from './waiting-line.module.css'

interface WaitingLineProps {
  readonly stage: Stage | null
  /** Epoch milliseconds; null until the question was taken. */
  readonly startedAt: number | null
}

/** What is going on while nothing is written yet, and for how long it has. */
export function WaitingLine({ stage, startedAt }: WaitingLineProps) {
  const passages = useApp((state) => state.collections?.reduce((sum, { chunks }) => sum + chunks, 0) ?? null)
  const seconds = useSecondsSince(startedAt)
  return (
    <p className={classes.line}>
      <span className={classes.lamp} aria-hidden="true" />
      <span>{stageWords(stage, passages)}</span>
      {seconds !== null && seconds >= 1 && <span className={classes.time}>{formatCount(seconds)} s</span>}
    </p>
  )
}

function useSecondsSince(start: number | null): number | null {
  const [now, setNow] = useState(Date.now)
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1_000)
    return () => clearInterval(timer)
  }, [])
  return start === null ? null : Math.max(0, Math.floor((now - start) / 1_000))
}
