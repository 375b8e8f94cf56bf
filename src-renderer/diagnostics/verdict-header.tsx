import {
  IconAlertTriangle,
  IconCircleCheck,
  IconCircleX,
  IconInfoCircle,
  IconProgress,
} from '@tabler/icons-react'
import { formatDuration } from '../ui/format.ts'
import { StatusBadge } from '../ui/status.tsx'
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
  const stale = useIsStale()
  const verdict = verdictOf(checks ?? [])
  const { tone, headline, consequence } = stale ? staleVerdict(verdict) : verdict
  const Icon = icons[tone]
  return (
    <header className={classes.header} data-tone={tone}>
      <h1 className="visually-hidden">Diagnostics</h1>
      <Icon size={34} stroke={1.6} aria-hidden="true" className={classes.icon} />
      <div className={classes.words} role="status">
        <p className={classes.headline}>{headline}</p>
        <p className={classes.consequence}>{consequence}</p>
      </div>
      <div className={classes.age}>
        {stale ? <StatusBadge tone="warn">Old</StatusBadge> : <StatusBadge tone="good">Live</StatusBadge>}
        {uptimeSeconds !== undefined && <span>Running for {formatDuration(uptimeSeconds * 1_000)}</span>}
      </div>
    </header>
  )
}
