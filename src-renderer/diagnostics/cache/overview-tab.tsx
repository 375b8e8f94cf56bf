import { Button } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { IconHistory } from '@tabler/icons-react'
import { useState } from 'react'
import type { CacheStats } from '../../../src-shared/schemas/cache.ts'
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import {
  formatBytes,
  formatCosine,
  formatCount,
  formatDuration,
  formatRatio,
  plural,
} from '../../ui/format.ts'
import { Meter } from '../../ui/meter.tsx'
import { navigation } from '../../ui/navigation.ts'
import { Panel } from '../../ui/panel.tsx'
import figures from '../figures.module.css'
import shared from './cache-explorer.module.css'
import { missCounts } from './cache-words.ts'
import classes from './overview-tab.module.css'
import { ToldNotice } from './told-notice.tsx'
import { useCache } from './use-cache.ts'
import { WarmingPanel } from './warming-panel.tsx'

/** How much is saved, how full it is, why questions were answered afresh. */
export function OverviewTab() {
  const told = useCache((state) => state.stats)
  const read = useCache((state) => state.read)
  const { value: stats } = told
  return (
    <>
      <ToldNotice told={told} title="The figures could not be read." onRetry={() => void read('stats')} />
      {stats !== null && (isUnused(stats) ? <NothingYet /> : <Figures stats={stats} />)}
      <WarmingPanel />
    </>
  )
}

const isUnused = ({ size, totalRequests, enabled }: CacheStats): boolean =>
  enabled && size === 0 && totalRequests === 0

function NothingYet() {
  return (
    <Panel title="Answers kept">
      <EmptyState
        icon={<IconHistory size={30} stroke={1.4} />}
        title="No answer is kept yet"
        actions={<Button onClick={() => navigation.getState().open('chat')}>Ask a question</Button>}
      >
        Each whole answer that a model writes is kept, with the passages that it rests on. Ask the same again,
        in these words or others, and it is there at once.
      </EmptyState>
    </Panel>
  )
}

function Figures({ stats }: { readonly stats: CacheStats }) {
  return (
    <>
      <Panel
        title="Since the start"
        description={
          stats.totalRequests === 0
            ? 'Nothing was asked yet.'
            : `${plural(stats.totalRequests, 'question')}, ${plural(stats.hits, 'answer')} from before.${stats.enabled ? '' : ' Now it is off, nothing is counted.'}`
        }
      >
        <dl className={`${figures.facts} ${classes.facts}`}>
          <Fact label="Hit rate">{formatRatio(stats.hitRate)}</Fact>
          <Fact label="In the same words">{formatCount(stats.exactHits)}</Fact>
          <Fact label="In other words">{formatCount(stats.semanticHits)}</Fact>
          <Fact label="Held back by the guard">{formatCount(stats.guardRejections)}</Fact>
          <Fact label="Time saved">{stats.hits === 0 ? '–' : formatDuration(stats.savedMs)}</Fact>
          <Fact label="Look-up, median">{formatDuration(stats.lookupMs.p50)}</Fact>
          <Fact label="Look-up, p95">{formatDuration(stats.lookupMs.p95)}</Fact>
          <Fact label="Least cosine">{formatCosine(stats.similarityThreshold)}</Fact>
        </dl>
      </Panel>
      <div className={shared.pair}>
        <KeptPanel stats={stats} />
        <MissesPanel stats={stats} />
      </div>
    </>
  )
}

function Fact({ label, children }: { readonly label: string; readonly children: string }) {
  return (
    <div>
      <dt>{label}</dt>
      <dd>{children}</dd>
    </div>
  )
}

const goings = [
  { key: 'invalidations', label: 'Documents changed' },
  { key: 'expirations', label: 'Too old' },
  { key: 'evictions', label: 'No room' },
  { key: 'corrupt', label: 'Damaged' },
] as const

function KeptPanel({ stats }: { readonly stats: CacheStats }) {
  const { size, maxSize, bytes, maxBytes, ttl, unkept } = stats
  const [isAsked, setAsked] = useState(false)
  const clear = useCache((state) => state.clear)
  async function clearAll() {
    const removed = await clear()
    notifications.show({ message: `${plural(removed, 'answer')} forgotten.` })
  }
  return (
    <Panel
      title="Kept"
      description={`Each for ${formatDuration(ttl * 1_000)}, on disk too.`}
      actions={
        <Button size="xs" variant="default" onClick={() => setAsked(true)}>
          Clear all…
        </Button>
      }
    >
      <div className={classes.fill}>
        <span>
          <strong>{formatCount(size)}</strong> of {plural(maxSize, 'answer')}
        </span>
        <Meter ratio={Math.min(1, size / maxSize)} label="Share of the most answers" />
        <span>
          <strong>{formatBytes(bytes)}</strong> of {formatBytes(maxBytes)}
        </span>
        <Meter ratio={Math.min(1, bytes / maxBytes)} label="Share of the most bytes" />
      </div>
      <dl className={classes.list}>
        {goings.map(({ key, label }) => (
          <div key={key}>
            <dt>Dropped: {label.toLowerCase()}</dt>
            <dd>{formatCount(stats[key])}</dd>
          </div>
        ))}
        <div>
          <dt>Could not be written</dt>
          <dd>{formatCount(unkept)}</dd>
        </div>
      </dl>
      <ConfirmDialog
        opened={isAsked}
        title="Forget all earlier answers?"
        confirmLabel="Clear all"
        onConfirm={clearAll}
        onClose={() => setAsked(false)}
      >
        {plural(size, 'kept answer')} and all near misses are deleted. Your conversations and documents stay;
        questions are answered afresh and kept again.
      </ConfirmDialog>
    </Panel>
  )
}

function MissesPanel({ stats }: { readonly stats: CacheStats }) {
  const counts = missCounts(stats.missReasons)
  const most = counts[0]?.count ?? 1
  return (
    <Panel
      title="Answered afresh"
      description={`${plural(stats.misses, 'question')} since the start, by the reason.`}
    >
      {counts.length === 0 ? (
        <p className={shared.note}>None so far.</p>
      ) : (
        <ul className={classes.reasons}>
          {counts.map(({ reason, words, count }) => (
            <li key={reason}>
              <span>{words}</span>
              <span className={figures.value}>{formatCount(count)}</span>
              <span className={classes.share} style={{ width: `${(count / most) * 100}%` }} />
            </li>
          ))}
        </ul>
      )}
    </Panel>
  )
}
