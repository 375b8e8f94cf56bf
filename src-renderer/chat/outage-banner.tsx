import { Anchor, Button } from '@mantine/core'
import { useEffect } from 'react'
import { useApp } from '../ui/app-context.tsx'
import { countdownWords } from '../ui/countdown.ts'
import { navigation } from '../ui/navigation.ts'
import { outageWords, partNames, type Tried } from '../ui/outage-words.ts'
import type { Outage } from '../ui/outages.ts'
import { StatusDot } from '../ui/status.tsx'
import { useSecondsUntil } from '../ui/use-now.ts'
import classes from './outage-banner.module.css'
import { outageAnnouncement } from './waiting-words.ts'

/** Milliseconds that what came of a try is shown. */
const GOOD_NEWS_MS = 8_000
const BAD_NEWS_MS = 20_000

/** What is out, what goes on, how long until the next try, and a way to try now. Nothing while all is well. */
export function OutageBanner() {
  const outages = useApp((state) => state.outages)
  const tried = useApp((state) => state.tried)
  const forget = useApp((state) => state.forgetTried)

  useEffect(() => {
    if (tried === null) return
    const timer = setTimeout(forget, tried.tone === 'good' ? GOOD_NEWS_MS : BAD_NEWS_MS)
    return () => clearTimeout(timer)
  }, [tried, forget])

  const isShown = outages.length > 0 || tried !== null
  return (
    <>
      {/* Always there, or its words would not be read; and without the countdown, which would be each second. */}
      <div className="visually-hidden" role="status">
        {tried?.words ?? outageAnnouncement(outages)}
      </div>
      {isShown && <Banner outages={outages} tried={tried} />}
    </>
  )
}

function Banner({ outages, tried }: { readonly outages: readonly Outage[]; readonly tried: Tried | null }) {
  return (
    <section className={classes.dock} aria-label="What is out">
      <div className={classes.banner} data-tone={outages.length > 0 ? 'warn' : tried?.tone}>
        {outages.map((outage) => (
          <OutageRow key={outage.part} outage={outage} isLast={outage === outages.at(-1)} />
        ))}
        {tried !== null && (
          <p className={classes.tried}>
            <StatusDot tone={tried.tone}>{tried.words}</StatusDot>
          </p>
        )}
      </div>
    </section>
  )
}

function OutageRow({ outage, isLast }: { readonly outage: Outage; readonly isLast: boolean }) {
  const tryNow = useApp((state) => state.tryNow)
  const trying = useApp((state) => state.trying)
  const seconds = useSecondsUntil(outage.nextTryAt)
  const { tone, title, works } = outageWords(outage)
  return (
    <div className={classes.row}>
      <StatusDot tone={tone}>
        <strong>{title}.</strong> <span className={classes.works}>{works}</span>{' '}
        {isLast && (
          <Anchor
            component="button"
            type="button"
            className={classes.link ?? ''}
            onClick={() => navigation.getState().open('diagnostics')}
          >
            Diagnostics
          </Anchor>
        )}
      </StatusDot>
      {seconds !== null && <span className={classes.time}>Next try {countdownWords(seconds)}</span>}
      {outage.kind !== 'stopped' && (
        <Button
          size="compact-sm"
          variant="default"
          loading={trying === outage.part}
          disabled={trying !== null && trying !== outage.part}
          onClick={() => void tryNow(outage)}
        >
          {/* One piece: the button lays its children out side by side, without the spaces between them. */}
          <span>
            Try<span className="visually-hidden"> the {partNames[outage.part]}</span> now
          </span>
        </Button>
      )}
    </div>
  )
}
