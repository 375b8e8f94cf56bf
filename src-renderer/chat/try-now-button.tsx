import { Button } from '@mantine/core'
import { useLayoutEffect, useRef } from 'react'
import { useApp } from '../ui/app-context.tsx'
import { partNames } from '../ui/outage-words.ts'
import type { Outage } from '../ui/outages.ts'
import { focusComposer } from './composer-focus.ts'
import classes from './outage-banner.module.css'

/** Asks a part that is out once. While it is asked, or another is, it can be reached and does nothing. */
export function TryNowButton({ outage }: { readonly outage: Outage }) {
  const tryNow = useApp((state) => state.tryNow)
  const trying = useApp((state) => state.trying)
  const button = useRef<HTMLButtonElement>(null)
  const isTried = trying === outage.part || outage.kind === 'trying'
  const isIdle = isTried || trying !== null

  // It goes with its outage, and the focus must not go with it.
  useLayoutEffect(() => {
    const own = button.current
    return () => {
      if (own !== null && document.activeElement === own) focusComposer()
    }
  }, [])

  return (
    <Button
      ref={button}
      className={classes.try ?? ''}
      size="compact-sm"
      variant="default"
      // Not disabled, which would take the focus from under the finger.
      data-disabled={isIdle}
      aria-disabled={isIdle}
      onClick={() => !isIdle && void tryNow(outage)}
    >
      {/* One piece: the button lays its children out side by side, without the spaces between them. */}
      <span>
        {isTried ? 'Being tried…' : 'Try'}
        <span className="visually-hidden"> the {partNames[outage.part]}</span>
        {isTried ? '' : ' now'}
      </span>
    </Button>
  )
}
