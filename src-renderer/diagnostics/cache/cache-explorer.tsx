import { Tabs } from '@mantine/core'
import classes from './cache-explorer.module.css'
import { CacheHeader } from './cache-header.tsx'
import { type CacheTab, cacheTabs } from './cache-store.ts'
import { EntriesTab } from './entries-tab.tsx'
import { EntryDrawer } from './entry-drawer.tsx'
import { ExperimentTab } from './experiment-tab.tsx'
import { NearMissesTab } from './near-misses-tab.tsx'
import { OverviewTab } from './overview-tab.tsx'
import { QuestionsTab } from './questions-tab.tsx'
import { ThresholdTab } from './threshold-tab.tsx'
import { useCache, useCacheConnection } from './use-cache.ts'

const tabs: Readonly<Record<CacheTab, { readonly label: string; readonly Content: () => React.ReactNode }>> =
  {
    overview: { label: 'Overview', Content: OverviewTab },
    entries: { label: 'Entries', Content: EntriesTab },
    nearMisses: { label: 'Near misses', Content: NearMissesTab },
    threshold: { label: 'Threshold', Content: ThresholdTab },
    experiment: { label: 'Experiment', Content: ExperimentTab },
    questions: { label: 'Questions', Content: QuestionsTab },
  }

/** The answers that are kept and served again: how often, which, which not, and why. */
export function CacheExplorer() {
  useCacheConnection()
  const tab = useCache((state) => state.tab)
  const show = useCache((state) => state.show)
  return (
    <div className={classes.explorer}>
      <CacheHeader />
      <Tabs
        variant="pills"
        keepMounted={false}
        value={tab}
        onChange={(value) => {
          const chosen = cacheTabs.find((name) => name === value)
          if (chosen) show(chosen)
        }}
      >
        <Tabs.List aria-label="Earlier answers" className={classes.tabs}>
          {cacheTabs.map((name) => (
            <Tabs.Tab key={name} value={name}>
              {tabs[name].label}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        {cacheTabs.map((name) => {
          const { Content } = tabs[name]
          return (
            <Tabs.Panel key={name} value={name} className={classes.content}>
              <Content />
            </Tabs.Panel>
          )
        })}
      </Tabs>
      <EntryDrawer />
    </div>
  )
}
