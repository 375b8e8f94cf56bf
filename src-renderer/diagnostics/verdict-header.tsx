import {
  IconAlertTriangle,
  IconCircleCheck,
  IconCircleX,
  IconInfoCircle,
  IconProgress,
} from '@tabler/icons-react'
import type { BreakerSnapshot } from '../../src-shared/schemas/resilience.ts'
import { formatDuration } from '../ui/format.ts'
import { StatusBadge } from '../ui/status.tsx'
import { waitWords } from './breakers/breaker-words.ts'
import { NextTry } from './breakers/next-try.tsx'
import { TryNowButton, triedWords, useTry } from './breakers/try-now.tsx'
import { useDiagnostics, useIsStale } from './use-diagnostics.ts'
import { staleVerdict, verdictOf } from './verdict.ts'
import classes from './verdict-header.module.css'

const icons = {
  good: IconCircleCheck,
  info: IconInfoCircle,
  busy: IconProgress,
  warn: IconAlertTriangle,
  bad: IconCircleX,
  off: IconInfoCircle,
} as const

export function VerdictHeader() {
  const checks = useDiagnostics((state) => state.snapshot?.checks)
  const uptimeSeconds = useDiagnostics((state) => state.snapshot?.uptimeSeconds)
  const breakers = useDiagnostics((state) => state.snapshot?.resilience.breakers)
  const stale = useIsStale()
  const verdict = verdictOf(checks ?? [], breakers)
  const { tone, headline, consequence, waitsFor } = stale ? staleVerdict(verdict) : verdict
  const Icon = icons[tone]
  return (
    <header className={classes.header} data-tone={tone}>
      <h1 className="visually-hidden">Diagnostics</h1>
      <Icon size={34} stroke={1.6} aria-hidden="true" className={classes.icon} />
      <div className={classes.words}>
        {/* The headline alone is announced: below it are figures that go on changing. */}
        <p className={classes.headline} role="status">
          {headline}
        </p>
        <p className={classes.consequence}>{consequence}</p>
        {waitsFor !== null && waitsFor.state !== 'forced_open' && <Waiting breaker={waitsFor} />}
      </div>
      <div className={classes.age}>
        {stale ? <StatusBadge tone="warn">Old</StatusBadge> : <StatusBadge tone="good">Live</StatusBadge>}
        {uptimeSeconds !== undefined && <span>Running for {formatDuration(uptimeSeconds * 1_000)}</span>}
      </div>
    </header>
  )
}

/** How long until it may be back, and the way to know it sooner. */
function Waiting({ breaker }: { readonly breaker: BreakerSnapshot }) {
  const attempt = useTry(breaker.name)
  return (
    <>
      <div className={classes.waiting}>
        <span className={classes.next}>
          {waitWords(breaker)}
          <NextTry breaker={breaker} />
        </span>
        <TryNowButton name={breaker.name} />
      </div>
      {/* Not a live region: the breaker's own row says it aloud. */}
      {attempt.tried !== null && <p className={classes.consequence}>{triedWords(attempt)}</p>}
    </>
  )
}
