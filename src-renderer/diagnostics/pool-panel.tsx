import type { PoolOriginSnapshot, PoolSnapshot } from '../../src-shared/schemas/resilience.ts'
import { useApp } from '../ui/app-context.tsx'
import { formatCount, formatDuration, formatRatio, plural } from '../ui/format.ts'
import { Panel } from '../ui/panel.tsx'
import figures from './figures.module.css'
import classes from './pool-panel.module.css'
import { serverName } from './server-name.ts'
import { Sparkline } from './sparkline.tsx'
import { useDiagnostics } from './use-diagnostics.ts'

/** The connections to model servers: how many calls share them, and whether anyone waits for one. */
export function PoolPanel() {
  const pool = useDiagnostics((state) => state.snapshot?.resilience.pool)
  return (
    <Panel
      title="Connections"
      description={pool === undefined ? 'To the model servers.' : settingsWords(pool.settings)}
    >
      {pool !== undefined && <PoolFigures pool={pool} />}
      <PoolCurves pool={pool} />
      {pool !== undefined && pool.origins.length > 0 && <OriginTable origins={pool.origins} />}
    </Panel>
  )
}

export const settingsWords = ({ connections, maxSize, block }: PoolSnapshot['settings']): string =>
  `To the model servers: up to ${plural(maxSize, 'connection')} each for ${plural(connections, 'server')} are kept. ` +
  (block
    ? 'A call that finds all in use waits for one.'
    : 'A call that finds all in use gets one of its own.')

export function PoolFigures({ pool }: { readonly pool: PoolSnapshot }) {
  const { inFlight, queued, reuseRate, acquireWaitMs, connectionsOpened, overflow } = pool
  return (
    <dl className={classes.facts}>
      <Fact label="In flight">{formatCount(inFlight)}</Fact>
      <Fact label="Waiting in line">{formatCount(queued)}</Fact>
      <Fact label="Reused" note={reuseRate === null ? 'no request yet' : undefined}>
        {formatRatio(reuseRate)}
      </Fact>
      <Fact label="Wait, median">{formatDuration(acquireWaitMs.p50)}</Fact>
      <Fact label="Wait, p95">{formatDuration(acquireWaitMs.p95)}</Fact>
      <Fact label="Opened">{formatCount(connectionsOpened)}</Fact>
      <Fact label="Overflow">{formatCount(overflow)}</Fact>
    </dl>
  )
}

interface FactProps {
  readonly label: string
  readonly note?: string | undefined
  readonly children: string
}

function Fact({ label, note, children }: FactProps) {
  return (
    <div>
      <dt>{label}</dt>
      <dd>
        {children}
        {note !== undefined && <span className={classes.note}> {note}</span>}
      </dd>
    </div>
  )
}

function PoolCurves({ pool }: { readonly pool: PoolSnapshot | undefined }) {
  const history = useDiagnostics((state) => state.history)
  return (
    <div className={figures.trend}>
      <span>
        In flight <strong>{formatCount(pool?.inFlight ?? 0)}</strong>
      </span>
      <Sparkline
        values={history.map(({ callsInFlight }) => callsInFlight)}
        label="Calls in flight"
        words={formatCount}
      />
      <span>
        Wait, p95 <strong>{formatDuration(pool?.acquireWaitMs.p95)}</strong>
      </span>
      <Sparkline
        values={history.map(({ acquireWaitP95 }) => acquireWaitP95)}
        label="Wait for a connection, p95"
        words={formatDuration}
      />
    </div>
  )
}

export function OriginTable({ origins }: { readonly origins: readonly PoolOriginSnapshot[] }) {
  return (
    <table className={figures.table}>
      <thead>
        <tr>
          <th scope="col">Server</th>
          {['In flight', 'In line', 'Requests', 'Reused', 'Opened', 'Embeds at once'].map((label) => (
            <th key={label} scope="col" className={figures.figure}>
              {label}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {origins.map((origin) => (
          <tr key={origin.origin}>
            <th scope="row" className={classes.origin}>
              <OriginName origin={origin.origin} />
            </th>
            <td className={figures.figure}>{formatCount(origin.inFlight)}</td>
            <td className={figures.figure}>{formatCount(origin.queued)}</td>
            <td className={figures.figure}>{formatCount(origin.totalRequests)}</td>
            <td className={figures.figure}>{formatRatio(reuseOf(origin))}</td>
            <td className={figures.figure}>{formatCount(origin.connectionsOpened)}</td>
            <td className={figures.figure}>
              {`${formatCount(origin.embedsInFlight)} of ${formatCount(origin.embedLimit)}`}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function OriginName({ origin }: { readonly origin: string }) {
  const ollamaOrigin = useApp(({ selection }) => selection?.ollama.origin ?? null)
  return serverName(origin, ollamaOrigin)
}

const reuseOf = ({ totalRequests, reusedRequests }: PoolOriginSnapshot): number | null =>
  totalRequests === 0 ? null : reusedRequests / totalRequests
