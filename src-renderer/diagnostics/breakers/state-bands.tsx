import { useDiagnostics } from '../use-diagnostics.ts'
import { BANDS_SPAN, type Band, bandsOf, bandWords, labelOf } from './bands.ts'
import { breakerTitles } from './breaker-words.ts'
import classes from './state-bands.module.css'

const legend: readonly Band['state'][] = ['closed', 'half_open', 'open', 'forced_open', 'disabled', 'unknown']

/** The last hour of each breaker. A state is told by height and pattern as well as by colour. */
export function StateBands() {
  const snapshot = useDiagnostics((state) => state.snapshot)
  const transitions = useDiagnostics((state) => state.transitions)
  if (snapshot === null) return null
  const now = Date.parse(snapshot.timestamp)
  const startedAt = now - snapshot.uptimeSeconds * 1_000
  return (
    <div className={classes.chart}>
      <ul className={classes.rows}>
        {snapshot.resilience.breakers.map((breaker) => (
          <li key={breaker.name} className={classes.row}>
            <span>{breakerTitles[breaker.name]}</span>
            <Track
              title={breakerTitles[breaker.name]}
              bands={bandsOf({ transitions, breaker, startedAt, now })}
              now={now}
            />
          </li>
        ))}
      </ul>
      <div className={classes.axis} aria-hidden="true">
        <span>1 h ago</span>
        <span>30 min ago</span>
        <span>now</span>
      </div>
      <ul className={classes.legend} aria-hidden="true">
        {legend.map((state) => (
          <li key={state}>
            <span className={classes.key}>
              <span className={classes.band} data-state={state} />
            </span>
            {labelOf(state)}
          </li>
        ))}
      </ul>
    </div>
  )
}

interface TrackProps {
  readonly title: string
  readonly bands: readonly Band[]
  readonly now: number
}

function Track({ title, bands, now }: TrackProps) {
  const percent = (time: number) => (100 * time) / BANDS_SPAN
  return (
    <div className={classes.track} role="img" aria-label={`${title}, last hour: ${bandWords(bands)}`}>
      {bands.map(({ state, from, to }) => (
        <span
          key={from}
          className={classes.band}
          data-state={state}
          style={{ insetInlineStart: `${100 - percent(now - from)}%`, width: `${percent(to - from)}%` }}
        />
      ))}
    </div>
  )
}
