import { Anchor } from '@mantine/core'
import { useEffect } from 'react'
import { useApp } from '../ui/app-context.tsx'
import { navigation } from '../ui/navigation.ts'
import { outageWords, type Tried } from '../ui/outage-words.ts'
import type { Outage } from '../ui/outages.ts'
import { StatusDot } from '../ui/status.tsx'
import { useSecondsUntil } from '../ui/use-now.ts'
import { useChat } from './chat-context.tsx'
import classes from './outage-banner.module.css'
import { TryNowButton } from './try-now-button.tsx'
import { outageAnnouncement, whenWords } from './waiting-words.ts'

/** Milliseconds that what came of a try is shown. */
const GOOD_NEWS_MS = 8_000
const BAD_NEWS_MS = 20_000

/** What is out, what goes on, how long until the next try, and a way to try now. Nothing while all is well. */
export function OutageBanner() {
  const outages = useApp((state) => state.noticed)
  const waits = useApp((state) => state.waits)
  const tried = useApp((state) => state.tried)
  const forget = useApp((state) => state.forgetTried)
  const setAsked = useApp((state) => state.setAsked)
  const isAsked = useChat(({ live, pending }) => pending !== null || Object.keys(live).length > 0)

  useEffect(() => setAsked(isAsked), [isAsked, setAsked])

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
        {tried?.words ?? outageAnnouncement(outages, waits)}
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
  const waits = useApp((state) => state.waits)
  const seconds = useSecondsUntil(outage.nextTryAt)
  const { tone, title, works } = outageWords(outage, waits)
  return (
    <div className={classes.row}>
      <StatusDot tone={tone}>
        <strong>{title}.</strong> <span className={classes.works}>{works}</span>
        {/* A line of its own: what counts in it moves no other words. */}
        <span className={classes.when}>
          <span>{whenWords(outage.kind, seconds)}</span>
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
        </span>
      </StatusDot>
      {outage.kind !== 'stopped' && <TryNowButton outage={outage} />}
    </div>
  )
}
