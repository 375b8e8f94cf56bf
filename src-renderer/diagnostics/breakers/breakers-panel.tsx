import { Panel } from '../../ui/panel.tsx'
import { useDiagnostics } from '../use-diagnostics.ts'
import { BreakerRow } from './breaker-row.tsx'
import { breakerTitles, settingsLines, stateWords } from './breaker-words.ts'
import classes from './breakers-panel.module.css'

/** What keeps a part that fails from being waited for. */
export function BreakersPanel() {
  const breakers = useDiagnostics((state) => state.snapshot?.resilience.breakers)
  return (
    <Panel
      title="Circuit breakers"
      description="Each stops the calls to a part that keeps failing, so that nobody waits for it, and finds out by itself when it is back."
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

/** Says a change of state once to whoever does not see it. */
function BreakerNews() {
  const news = useDiagnostics((state) => state.news)
  return (
    <p role="status" className="visually-hidden">
      {news !== null && `${breakerTitles[news.breaker]}: ${stateWords[news.to].label}. ${news.cause}`}
    </p>
  )
}
