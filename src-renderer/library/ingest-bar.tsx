import { ActionIcon, Button, Tooltip } from '@mantine/core'
import { IconChevronDown, IconPlayerPause, IconPlayerPlay, IconX } from '@tabler/icons-react'
import { useState } from 'react'
import type { IngestStatus } from '../../src-shared/schemas/library.ts'
import { useApp } from '../ui/app-context.tsx'
import { attempt } from '../ui/attempt.ts'
import { Meter } from '../ui/meter.tsx'
import { StatusDot, type StatusTone } from '../ui/status.tsx'
import { FailedFiles } from './failed-files.tsx'
import classes from './ingest-bar.module.css'
import { IngestFiles } from './ingest-files.tsx'
import { type IngestSummary, summariseIngest, summariseRebuild } from './ingest-summary.ts'
import { useLibrary } from './library-context.tsx'

const tones: Readonly<Record<IngestSummary['phase'], StatusTone>> = {
  idle: 'good',
  working: 'busy',
  waiting: 'warn',
  paused: 'off',
  finished: 'warn',
}

/** What the queue does, how long it still takes, and the hands on it. Nothing where it rests. */
export function IngestBar() {
  const status = useApp((state) => state.ingest)
  if (status === null) return null
  const summary = summariseIngest(status)
  const isRunning = summary.phase !== 'idle' && summary.phase !== 'finished'
  if (!isRunning && status.failed === 0 && status.rebuild === null) return null
  return (
    <section className={classes.bar} aria-label="Reading documents">
      {isRunning && <Queue status={status} summary={summary} />}
      {status.rebuild !== null && <Rebuild rebuild={status.rebuild} />}
      {status.failed > 0 && <FailedFiles count={status.failed} />}
    </section>
  )
}

function Queue({ status, summary }: { readonly status: IngestStatus; readonly summary: IngestSummary }) {
  const [expanded, setExpanded] = useState(false)
  return (
    <div className={classes.part}>
      <div className={classes.line}>
        <div className={classes.words} role="status">
          <StatusDot tone={tones[summary.phase]}>
            <strong className={classes.headline}>{summary.headline}</strong>
          </StatusDot>
          <span className={classes.detail}>{summary.detail}</span>
        </div>
        <QueueButtons paused={status.paused} />
        {status.active.length > 0 && (
          <Tooltip label={expanded ? 'Hide the files' : 'Show each file'}>
            <ActionIcon
              variant="subtle"
              color="gray"
              aria-label={expanded ? 'Hide the files' : 'Show each file'}
              aria-expanded={expanded}
              onClick={() => setExpanded(!expanded)}
            >
              <IconChevronDown size={18} className={classes.chevron} data-open={expanded || undefined} />
            </ActionIcon>
          </Tooltip>
        )}
      </div>
      <Meter
        ratio={summary.progress}
        tone={summary.phase === 'working' ? 'busy' : 'idle'}
        label="Documents read"
      />
      {expanded && <IngestFiles items={status.active} />}
    </div>
  )
}

function QueueButtons({ paused }: { readonly paused: boolean }) {
  const pause = useLibrary((state) => state.pause)
  const resume = useLibrary((state) => state.resume)
  const cancel = useLibrary((state) => state.cancel)
  return (
    <>
      {paused ? (
        <Button
          size="compact-sm"
          leftSection={<IconPlayerPlay size={15} />}
          onClick={() => void attempt('Could not go on', resume())}
        >
          Resume
        </Button>
      ) : (
        <Button
          size="compact-sm"
          variant="default"
          leftSection={<IconPlayerPause size={15} />}
          onClick={() => void attempt('Could not pause', pause())}
        >
          Pause
        </Button>
      )}
      <Button
        size="compact-sm"
        variant="default"
        leftSection={<IconX size={15} />}
        onClick={() => void attempt('Could not cancel', cancel(null))}
      >
        Cancel all
      </Button>
    </>
  )
}

function Rebuild({ rebuild }: { readonly rebuild: NonNullable<IngestStatus['rebuild']> }) {
  const { headline, detail, progress } = summariseRebuild(rebuild)
  return (
    <div className={classes.part}>
      <div className={classes.line}>
        <div className={classes.words} role="status">
          <StatusDot tone="busy">
            <strong className={classes.headline}>{headline}</strong>
          </StatusDot>
          <span className={classes.detail}>{detail}</span>
        </div>
      </div>
      <Meter ratio={progress} label={headline} />
    </div>
  )
}
