import { Progress, UnstyledButton } from '@mantine/core'
import { useApp } from '../ui/app-context.tsx'
import { navigation } from '../ui/navigation.ts'
import { StatusDot } from '../ui/status.tsx'
import classes from './status-footer.module.css'
import { summariseIngest, summariseModel, summariseOutages } from './status-summary.ts'

/** What is at work now: the model that answers and the library's queue. Each opens the view that says more. */
export function StatusFooter() {
  const selection = useApp((state) => state.selection)
  const ingest = useApp((state) => state.ingest)
  const outages = useApp((state) => state.outages)
  const waits = useApp((state) => state.waits)
  const model = summariseModel(selection, outages, waits)
  const others = summariseOutages(outages)
  const work = summariseIngest(ingest)
  return (
    <footer className={classes.footer}>
      <UnstyledButton
        className={classes.pill}
        onClick={() => navigation.getState().open('settings')}
        title={selection?.reason ?? undefined}
      >
        <StatusDot tone={model.tone}>
          <span className="visually-hidden">Model: </span>
          {model.text}
        </StatusDot>
      </UnstyledButton>
      {others !== null && (
        <UnstyledButton className={classes.pill} onClick={() => navigation.getState().open('diagnostics')}>
          <StatusDot tone={others.tone}>{others.text}</StatusDot>
        </UnstyledButton>
      )}
      {work !== null && (
        <UnstyledButton className={classes.pill} onClick={() => navigation.getState().open('library')}>
          <StatusDot tone={work.tone}>{work.text}</StatusDot>
          {work.ratio !== null && (
            <Progress
              className={classes.bar}
              value={work.ratio * 100}
              size={5}
              aria-label="Progress of the library"
            />
          )}
        </UnstyledButton>
      )}
    </footer>
  )
}
