import type { CheckState } from '../../../src-shared/schemas/diagnostics.ts'
import { Panel } from '../../ui/panel.tsx'
import { StatusBadge, type StatusTone } from '../../ui/status.tsx'
import { sinceWords } from '../since-words.ts'
import { useDiagnostics } from '../use-diagnostics.ts'
import { BreakerRow } from './breaker-row.tsx'
import { breakerTitles, settingsLines, wordsOfChange } from './breaker-words.ts'
import classes from './breakers-panel.module.css'

/** What keeps a part that fails from being waited for. */
export function BreakersPanel() {
  const breakers = useDiagnostics((state) => state.snapshot?.resilience.breakers)
  return (
    <Panel
      title="Circuit breakers"
      description="Each stops the calls to a part that keeps failing, so that nobody waits for it, and finds out by itself when it is back."
      actions={<Readiness />}
    >
      <BreakerNews />
      <ul className={classes.rows}>
        {breakers?.map((breaker) => (
          <BreakerRow key={breaker.name} breaker={breaker} />
        ))}
      </ul>
      {settingsLines(breakers ?? []).map((line) => (
        <p key={line} className={classes.settings}>
          {line}
        </p>
      ))}
    </Panel>
  )
}

const readiness: Readonly<Record<CheckState, { readonly tone: StatusTone; readonly label: string }>> = {
  ok: { tone: 'good', label: 'Nothing is held back' },
  degraded: { tone: 'info', label: 'With a limit' },
  down: { tone: 'bad', label: 'Calls are held back' },
  starting: { tone: 'busy', label: 'Starting' },
}

/** What `/health/ready` says of them all. */
function Readiness() {
  const check = useDiagnostics((state) => state.snapshot?.checks.find(({ name }) => name === 'breaker'))
  if (check === undefined) return null
  const { tone, label } = readiness[check.state]
  return (
    <>
      <StatusBadge tone={tone}>{label}</StatusBadge>
      <span className={classes.since}>{sinceWords(check.since, Date.now())}</span>
    </>
  )
}

/** Says a change of state once to whoever does not see it. */
function BreakerNews() {
  const news = useDiagnostics((state) => state.news)
  return (
    <p role="status" className="visually-hidden">
      {news !== null && `${breakerTitles[news.breaker]}: ${wordsOfChange(news).label}. ${news.cause}`}
    </p>
  )
}
