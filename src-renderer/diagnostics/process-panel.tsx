import { formatBytes, formatDuration } from '../ui/format.ts'
import { Meter } from '../ui/meter.tsx'
import { Panel } from '../ui/panel.tsx'
import classes from './figures.module.css'
import { totalMemory } from './history.ts'
import { Sparkline } from './sparkline.tsx'
import { useDiagnostics } from './use-diagnostics.ts'

/** Memory by process, the largest first, and how freely the main process breathes. */
export function ProcessPanel() {
  const snapshot = useDiagnostics((state) => state.snapshot)
  const history = useDiagnostics((state) => state.history)
  const processes = (snapshot?.processes ?? []).toSorted((a, b) => (b.memory ?? 0) - (a.memory ?? 0))
  const largest = processes[0]?.memory ?? 0
  return (
    <Panel title="Processes">
      <ul className={classes.processes}>
        {processes.map(({ name, pid, memory }) => (
          <li key={pid} className={classes.process}>
            <span>
              {name} <span className={classes.pid}>{pid}</span>
            </span>
            <Meter
              ratio={memory === null || largest === 0 ? 0 : memory / largest}
              label={`Memory of ${name}`}
            />
            <span className={classes.figure}>{memory === null ? 'not known' : formatBytes(memory)}</span>
          </li>
        ))}
      </ul>
      <div className={classes.trend}>
        <span>
          Memory, all together <strong>{snapshot ? formatBytes(totalMemory(snapshot)) : '–'}</strong>
        </span>
        <Sparkline values={history.map(({ memory }) => memory)} label="Memory" words={formatBytes} />
        <span>
          Event-loop delay <strong>{formatDuration(snapshot?.eventLoopDelay.p50)}</strong> median,{' '}
          <strong>{formatDuration(snapshot?.eventLoopDelay.p99)}</strong> p99
        </span>
        <Sparkline
          values={history.map(({ eventLoopP99 }) => eventLoopP99)}
          label="Event-loop delay, p99"
          words={formatDuration}
        />
      </div>
    </Panel>
  )
}
