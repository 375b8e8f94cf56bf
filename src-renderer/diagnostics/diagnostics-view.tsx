import { ErrorNotice } from '../ui/error-notice.tsx'
import { Page } from '../ui/page.tsx'
import { AnswersPanel } from './answers-panel.tsx'
import { ApiPanel } from './api-panel.tsx'
import { BreakersPanel } from './breakers/breakers-panel.tsx'
import { TransitionsPanel } from './breakers/transitions-panel.tsx'
import { CheckCards } from './check-cards.tsx'
import classes from './diagnostics-view.module.css'
import { LibraryPanel } from './library-panel.tsx'
import { LogPanel } from './log-panel.tsx'
import { PoolPanel } from './pool-panel.tsx'
import { ProcessPanel } from './process-panel.tsx'
import { SpeedPanel } from './speed-panel.tsx'
import { useDiagnostics } from './use-diagnostics.ts'
import { VerdictHeader } from './verdict-header.tsx'

/** "Why is it slow, why is it wrong, what is down?": the answer first, then what it rests on. */
export function DiagnosticsView() {
  const failure = useDiagnostics((state) => state.failure)
  return (
    <Page label="Diagnostics">
      <div className={classes.stack}>
        <VerdictHeader />
        {failure !== null && <ErrorNotice title="Part of this could not be read." error={failure} />}
        <CheckCards />
        <BreakersPanel />
        <TransitionsPanel />
        <PoolPanel />
        <div className={classes.pair}>
          <SpeedPanel />
          <AnswersPanel />
        </div>
        <div className={classes.pair}>
          <ProcessPanel />
          <LibraryPanel />
        </div>
        <ApiPanel />
        <LogPanel />
      </div>
    </Page>
  )
}
