import type { BreakerSnapshot } from '../../../src-shared/schemas/resilience.ts'
import { formatCount, formatSecond } from '../../ui/format.ts'
import { StatusBadge } from '../../ui/status.tsx'
import { BreakerControls } from './breaker-controls.tsx'
import classes from './breaker-row.module.css'
import { breakerTitles, waitWords, windowWords, wordsOf } from './breaker-words.ts'
import { NextTry } from './next-try.tsx'
import { OutcomeDots } from './outcome-dots.tsx'
import { TryNowButton, triedWords, useTry } from './try-now.tsx'

/** One breaker: how it is, what it has seen, when it tries again, and what can be done. */
export function BreakerRow({ breaker }: { readonly breaker: BreakerSnapshot }) {
  const { name, state, window, settings, lastFailure } = breaker
  const attempt = useTry(name)
  return (
    <li className={classes.row} aria-label={breakerTitles[name]} data-state={state}>
      <Identity breaker={breaker} />
      <div className={classes.outcomes}>
        <OutcomeDots window={window} size={settings.windowSize} />
        <span aria-hidden="true">{windowWords(window)}</span>
      </div>
      <Counts breaker={breaker} />
      <div className={classes.actions}>
        <BreakerControls name={name} state={state} tryButton={<TryNowButton name={name} />} />
      </div>
      {lastFailure !== null && (
        <p className={classes.failure}>
          Last failure <time dateTime={lastFailure.at}>{formatSecond(Date.parse(lastFailure.at))}</time>
          {': '}
          {lastFailure.message} <code>{lastFailure.code}</code>
        </p>
      )}
      {/* There before its words: a region that comes with them is not read. */}
      <p role="status" className={classes.tried} data-tone={attempt.tried?.tone}>
        {triedWords(attempt)}
      </p>
    </li>
  )
}

function Identity({ breaker }: { readonly breaker: BreakerSnapshot }) {
  const { tone, label, term } = wordsOf(breaker)
  return (
    <div className={classes.identity}>
      <h3 className={classes.title}>{breakerTitles[breaker.name]}</h3>
      <div className={classes.state}>
        <StatusBadge tone={tone}>{label}</StatusBadge>
        <span className={classes.term}>{term}</span>
        <span className={classes.use}>{breaker.needed ? 'in use' : 'not in use'}</span>
      </div>
      <div className={classes.next}>
        {waitWords(breaker)}
        <NextTry breaker={breaker} />
      </div>
    </div>
  )
}

const figures = [
  ['Calls', 'total'],
  ['Failed', 'failures'],
  ['Failed in a row', 'consecutiveFailures'],
  ['Rejected', 'rejected'],
  ['In flight', 'inFlight'],
] as const

function Counts({ breaker }: { readonly breaker: BreakerSnapshot }) {
  return (
    <dl className={classes.counts}>
      {figures.map(([label, key]) => (
        <div key={key}>
          <dt>{label}</dt>
          <dd data-none={breaker[key] === 0 || undefined}>{formatCount(breaker[key])}</dd>
        </div>
      ))}
    </dl>
  )
}
