import { useMemo } from 'react'
import type { BreakerTransition } from '../../../src-shared/schemas/resilience.ts'
import { formatSecond } from '../../ui/format.ts'
import { Panel } from '../../ui/panel.tsx'
import { ScrollRegion } from '../../ui/scroll-region.tsx'
import { StatusBadge } from '../../ui/status.tsx'
import { useDiagnostics } from '../use-diagnostics.ts'
import { breakerTitles, stateWords, wordsOfChange } from './breaker-words.ts'
import { StateBands } from './state-bands.tsx'
import { keyOf, TRANSITIONS_LENGTH } from './transition-history.ts'
import classes from './transitions-panel.module.css'

/** When which breaker changed, and why. */
export function TransitionsPanel() {
  const transitions = useDiagnostics((state) => state.transitions)
  return (
    <Panel
      title="What changed"
      description={`The last hour, and the last ${TRANSITIONS_LENGTH} changes, newest first. Changes are kept when Alcove closes; of the time before it started only the outages are known.`}
    >
      <StateBands />
      {transitions.length === 0 ? (
        <p className={classes.none}>
          No breaker has changed its state yet: nothing failed often enough. The built-in engine and Chroma
          are also restarted by themselves when they end or hang, mostly before a breaker has to open; the log
          below has each restart.
        </p>
      ) : (
        <TransitionList transitions={transitions} />
      )}
    </Panel>
  )
}

export function TransitionList({ transitions }: { readonly transitions: readonly BreakerTransition[] }) {
  // A snapshot a second changes nothing here.
  const rows = useMemo(
    () => transitions.map((transition) => <Row key={keyOf(transition)} transition={transition} />),
    [transitions],
  )
  return (
    <ScrollRegion label="Changes of state, newest first" className={classes.scroller}>
      <ol className={classes.list}>{rows}</ol>
    </ScrollRegion>
  )
}

function Row({ transition }: { readonly transition: BreakerTransition }) {
  const { breaker, at, from, to, cause } = transition
  const { tone, label } = wordsOfChange(transition)
  return (
    <li className={classes.row}>
      <time className={classes.time} dateTime={at}>
        {formatSecond(Date.parse(at))}
      </time>
      <span className={classes.breaker}>{breakerTitles[breaker]}</span>
      <span className={classes.change}>
        {from !== to && (
          <span className={classes.from}>
            {stateWords[from].label} <span aria-hidden="true">→</span>
            <span className="visually-hidden">, then </span>
          </span>
        )}
        <StatusBadge tone={tone}>{label}</StatusBadge>
      </span>
      <span className={classes.cause}>{cause}</span>
    </li>
  )
}
