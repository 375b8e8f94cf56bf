import type { AnswerMode } from '../../src-shared/schemas/chat.ts'
import { formatCount, formatRatio, plural } from '../ui/format.ts'
import { Panel } from '../ui/panel.tsx'
import classes from './figures.module.css'
import { useDiagnostics } from './use-diagnostics.ts'

const modes: readonly { readonly mode: AnswerMode; readonly label: string }[] = [
  { mode: 'generated', label: 'Written by a model' },
  { mode: 'extractive', label: 'Quoted from documents' },
  { mode: 'none', label: 'Nothing found' },
]

/** What came of the questions since the start. */
export function AnswersPanel() {
  const requests = useDiagnostics((state) => state.snapshot?.requests)
  const answered = requests ? modes.reduce((sum, { mode }) => sum + requests.byMode[mode], 0) : 0
  return (
    <Panel
      title="Answers"
      description={
        requests
          ? `${plural(requests.questions, 'question')} since the start, ${formatCount(requests.http)} requests over localhost.`
          : 'Since the start.'
      }
    >
      <div className={classes.bar} aria-hidden="true">
        {requests &&
          modes
            .filter(({ mode }) => requests.byMode[mode] > 0)
            .map(({ mode }) => (
              <div
                key={mode}
                className={classes.share}
                data-mode={mode}
                style={{ flexGrow: requests.byMode[mode] }}
              />
            ))}
      </div>
      <ul className={classes.legend}>
        {modes.map(({ mode, label }) => (
          <li key={mode}>
            <span className={classes.key} data-mode={mode} aria-hidden="true" />
            {label}
            <span className={classes.value}>
              {formatCount(requests?.byMode[mode] ?? 0)}
              {answered > 0 && ` · ${formatRatio((requests?.byMode[mode] ?? 0) / answered)}`}
            </span>
          </li>
        ))}
        <li>
          Failed
          <span className={classes.value}>{formatCount(requests?.failed ?? 0)}</span>
        </li>
      </ul>
    </Panel>
  )
}
