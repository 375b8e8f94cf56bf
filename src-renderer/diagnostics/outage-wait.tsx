import { Button } from '@mantine/core'
import { useApp } from '../ui/app-context.tsx'
import { countdownWords } from '../ui/countdown.ts'
import { partNames } from '../ui/outage-words.ts'
import type { Outage } from '../ui/outages.ts'
import { useSecondsUntil } from '../ui/use-now.ts'
import { isReturning } from './part-outages.ts'
import classes from './verdict-header.module.css'

/** For a part with no breaker before it: when it is looked for next, and the way to look at once. */
export function OutageWait({ outage }: { readonly outage: Outage }) {
  const tryNow = useApp((state) => state.tryNow)
  const trying = useApp((state) => state.trying)
  const tried = useApp((state) => state.tried)
  const seconds = useSecondsUntil(outage.nextTryAt)
  const label = trying === outage.part ? 'Trying…' : 'Try now'
  return (
    <>
      <div className={classes.waiting}>
        <span className={classes.next}>
          {seconds !== null && `Next try ${countdownWords(seconds)}`}
          {seconds === null && isReturning(outage) && 'On its way'}
        </span>
        <Button
          size="compact-sm"
          variant="default"
          // Not disabled while it waits, which would take the focus from under the finger.
          aria-disabled={trying !== null}
          aria-label={`${label}: the ${partNames[outage.part]}`}
          onClick={() => trying === null && void tryNow(outage)}
        >
          {label}
        </Button>
      </div>
      {tried !== null && <p className={classes.consequence}>{tried.words}</p>}
    </>
  )
}
