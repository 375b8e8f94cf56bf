import type { DiagnosticsSnapshot } from '../../src-shared/schemas/diagnostics.ts'
import { formatCount, formatDuration } from '../ui/format.ts'
import { Panel } from '../ui/panel.tsx'
import classes from './figures.module.css'
import type { Sample } from './history.ts'
import { Sparkline } from './sparkline.tsx'
import { useDiagnostics } from './use-diagnostics.ts'

const rows: readonly {
  readonly stage: keyof DiagnosticsSnapshot['latency']
  readonly label: string
  readonly past: (sample: Sample) => number | null
}[] = [
  { stage: 'retrieval', label: 'Finding passages', past: ({ retrievalP95 }) => retrievalP95 },
  { stage: 'firstToken', label: 'First word', past: ({ firstTokenP95 }) => firstTokenP95 },
  { stage: 'total', label: 'Whole answer', past: ({ totalP95 }) => totalP95 },
]

/** How long answers take, by stage. */
export function SpeedPanel() {
  const latency = useDiagnostics((state) => state.snapshot?.latency)
  const history = useDiagnostics((state) => state.history)
  return (
    <Panel
      title="Speed"
      description="Half of all answers are faster than the median; one in twenty is slower than p95."
    >
      <table className={classes.table}>
        <thead>
          <tr>
            <th scope="col">Stage</th>
            <th scope="col" className={classes.figure}>
              Median
            </th>
            <th scope="col" className={classes.figure}>
              p95
            </th>
            <th scope="col" className={classes.figure}>
              Times
            </th>
            <th scope="col" className={classes.curve}>
              p95, last 5 min
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ stage, label, past }) => (
            <tr key={stage}>
              <th scope="row">{label}</th>
              <td className={classes.figure}>{formatDuration(latency?.[stage].p50)}</td>
              <td className={classes.figure}>{formatDuration(latency?.[stage].p95)}</td>
              <td className={classes.figure}>{formatCount(latency?.[stage].count ?? 0)}</td>
              <td className={classes.curve}>
                <Sparkline values={history.map(past)} label={`${label}, p95`} words={formatDuration} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Panel>
  )
}
