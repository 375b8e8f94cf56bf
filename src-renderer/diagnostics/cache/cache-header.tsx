import { Switch } from '@mantine/core'
import { useApp } from '../../ui/app-context.tsx'
import { attempt } from '../../ui/attempt.ts'
import { StatusBadge } from '../../ui/status.tsx'
import classes from './cache-header.module.css'
import { useCache } from './use-cache.ts'

/** What this is about, and the switch of it all. */
export function CacheHeader() {
  const settings = useApp((state) => state.settings)
  const change = useApp((state) => state.changeSettings)
  const isLoading = useCache((state) => state.stats.value?.isLoading ?? false)
  const isFixed = settings?.sources.cacheEnabled === 'environment'
  return (
    <header className={classes.header}>
      <p className={classes.words}>
        What was asked before is answered at once; in doubt it is answered afresh.
      </p>
      <div className={classes.state}>
        {isLoading && <StatusBadge tone="busy">Entries are being read</StatusBadge>}
        {isFixed && <StatusBadge tone="info">Fixed by USE_SEMANTIC_CACHE</StatusBadge>}
        {settings !== null && (
          <Switch
            label={settings.values.cacheEnabled ? 'On' : 'Off: nothing is served or kept'}
            aria-label="Earlier answers"
            checked={settings.values.cacheEnabled}
            disabled={isFixed}
            onChange={(event) =>
              void attempt('Not changed', change({ cacheEnabled: event.currentTarget.checked }))
            }
          />
        )}
      </div>
    </header>
  )
}
