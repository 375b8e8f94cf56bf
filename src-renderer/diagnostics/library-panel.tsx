import { formatBytes, formatCount } from '../ui/format.ts'
import { Panel } from '../ui/panel.tsx'
import classes from './figures.module.css'
import { Sparkline } from './sparkline.tsx'
import { useDiagnostics } from './use-diagnostics.ts'

/** How much there is to search, and how far the queue is with more. */
export function LibraryPanel() {
  const library = useDiagnostics((state) => state.snapshot?.library)
  const queue = useDiagnostics((state) => state.snapshot?.queue)
  const history = useDiagnostics((state) => state.history)
  const rate = queue?.chunksPerSecond ?? null
  return (
    <Panel title="Library and queue">
      <dl className={classes.facts}>
        <div>
          <dt>Documents</dt>
          <dd>{formatCount(library?.documents ?? 0)}</dd>
        </div>
        <div>
          <dt>Passages</dt>
          <dd>{formatCount(library?.chunks ?? 0)}</dd>
        </div>
        <div>
          <dt>Database on disk</dt>
          <dd>{formatBytes(library?.databaseBytes ?? 0)}</dd>
        </div>
        <div>
          <dt>Files that failed</dt>
          <dd>{formatCount(queue?.failed ?? 0)}</dd>
        </div>
      </dl>
      <div className={classes.trend}>
        <span>
          Waiting <strong>{formatCount(queue?.waiting ?? 0)}</strong> files
        </span>
        <Sparkline values={history.map(({ waiting }) => waiting)} label="Files waiting" words={formatCount} />
        <span>
          {rate === null ? (
            'Not reading now'
          ) : (
            <>
              Reading <strong>{formatCount(rate)}</strong> passages/s
            </>
          )}
        </span>
        <Sparkline
          values={history.map(({ chunksPerSecond }) => chunksPerSecond)}
          label="Passages read per second"
          words={(value) => `${formatCount(value)} a second`}
        />
      </div>
    </Panel>
  )
}
