import {
  IconAlertTriangle,
  IconCircleCheck,
  IconCircleX,
  IconInfoCircle,
  IconProgress,
} from '@tabler/icons-react'
import { useEffect, useState } from 'react'
import { type BreakerName, type BreakerSnapshot, breakerName } from '../../src-shared/schemas/resilience.ts'
import { useApp } from '../ui/app-context.tsx'
import { formatDuration } from '../ui/format.ts'
import { StatusBadge } from '../ui/status.tsx'
import { waitWords } from './breakers/breaker-words.ts'
import { NextTry } from './breakers/next-try.tsx'
import { ResetButton } from './breakers/reset-button.tsx'
import { TryNowButton, triedWords, useTry } from './breakers/try-now.tsx'
import { OutageWait } from './outage-wait.tsx'
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
  const outages = useApp((state) => state.outages)
  const asked = useAsked()
  const verdict = verdictOf(checks ?? [], { breakers: breakers ?? [], outages, asked })
  const { tone, headline, consequence, waitsFor, missing } = stale ? staleVerdict(verdict) : verdict
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
        {waitsFor !== null && <Waiting breaker={waitsFor} />}
        {missing !== null && <OutageWait outage={missing} />}
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
        {breaker.state === 'forced_open' ? (
          <ResetButton name={breaker.name} />
        ) : (
          <TryNowButton name={breaker.name} />
        )}
      </div>
      {/* Not a live region: the breaker's own row says it aloud. */}
      {attempt.tried !== null && <p className={classes.consequence}>{triedWords(attempt)}</p>}
    </>
  )
}

/** Milliseconds. Most answer sooner, and a headline that flickers says nothing. */
const ASKED_AFTER = 1_000
const noneAsked: readonly BreakerName[] = []

/** Those that are tried by hand and have not answered for a while. */
function useAsked(): readonly BreakerName[] {
  const names = useDiagnostics(({ tries }) =>
    breakerName.options.filter((name) => tries[name]?.isTrying).join(' '),
  )
  const [late, setLate] = useState('')
  useEffect(() => {
    const timer = setTimeout(() => setLate(names), names === '' ? 0 : ASKED_AFTER)
    return () => clearTimeout(timer)
  }, [names])
  return names !== '' && late === names
    ? breakerName.options.filter((name) => names.split(' ').includes(name))
    : noneAsked
}
