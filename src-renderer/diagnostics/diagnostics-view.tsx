import { Tabs } from '@mantine/core'
import { useStore } from 'zustand'
import { ErrorNotice } from '../ui/error-notice.tsx'
import { navigation, sections } from '../ui/navigation.ts'
import { Page } from '../ui/page.tsx'
import { AnswersPanel } from './answers-panel.tsx'
import { ApiPanel } from './api-panel.tsx'
import { BreakersPanel } from './breakers/breakers-panel.tsx'
import { TransitionsPanel } from './breakers/transitions-panel.tsx'
import { CacheExplorer } from './cache/cache-explorer.tsx'
import { CheckCards } from './check-cards.tsx'
import classes from './diagnostics-view.module.css'
import { LibraryPanel } from './library-panel.tsx'
import { LogPanel } from './log-panel.tsx'
import { PoolPanel } from './pool-panel.tsx'
import { ProcessPanel } from './process-panel.tsx'
import { SpeedPanel } from './speed-panel.tsx'
import { useDiagnostics } from './use-diagnostics.ts'
import { VerdictHeader } from './verdict-header.tsx'

const labels = { parts: 'Parts and calls', answers: 'Earlier answers' } as const

/** "Why is it slow, why is it wrong, what is down?": the answer first, then what it rests on. */
export function DiagnosticsView() {
  const failure = useDiagnostics((state) => state.failure)
  const section = useStore(navigation, (state) => state.section)
  return (
    <Page label="Diagnostics">
      <div className={classes.stack}>
        <VerdictHeader />
        {failure !== null && <ErrorNotice title="Part of this could not be read." error={failure} />}
        <Tabs
          keepMounted={false}
          value={section}
          onChange={(value) => {
            const chosen = sections.find((name) => name === value)
            if (chosen) navigation.getState().openSection(chosen)
          }}
        >
          <Tabs.List aria-label="Sections of Diagnostics">
            {sections.map((name) => (
              <Tabs.Tab key={name} value={name}>
                {labels[name]}
              </Tabs.Tab>
            ))}
          </Tabs.List>
          <Tabs.Panel value="parts" className={classes.section}>
            <PartsSection />
          </Tabs.Panel>
          <Tabs.Panel value="answers" className={classes.section}>
            <CacheExplorer />
          </Tabs.Panel>
        </Tabs>
      </div>
    </Page>
  )
}

function PartsSection() {
  return (
    <div className={classes.stack}>
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
  )
}
