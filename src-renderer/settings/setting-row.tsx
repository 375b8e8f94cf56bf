import type { ReactNode } from 'react'
import type { Settings } from '../../src-shared/schemas/settings.ts'
import { StatusBadge } from '../ui/status.tsx'
import classes from './setting-row.module.css'
import type { OneSetting } from './use-settings.ts'

/** The variable that fixes a setting (config/ in main reads them). */
const variables: Partial<Record<keyof Settings, string>> = {
  backend: 'ALCOVE_BACKEND',
  chatModel: 'ALCOVE_CHAT_MODEL',
  embeddingModel: 'ALCOVE_EMBEDDING_MODEL',
  cacheEnabled: 'USE_SEMANTIC_CACHE',
  cacheThreshold: 'SEMANTIC_CACHE_THRESHOLD',
  cacheThresholdBy: 'SEMANTIC_CACHE_THRESHOLD',
  cachePrecision: 'SEMANTIC_CACHE_THRESHOLD',
  cacheSize: 'SEMANTIC_CACHE_SIZE',
  cacheTtl: 'SEMANTIC_CACHE_TTL',
  cacheWarmOnStart: 'SEMANTIC_CACHE_WARM_ON_START',
}

interface SettingRowProps {
  readonly name: keyof Settings
  readonly setting: Pick<OneSetting<keyof Settings>, 'isFixed' | 'refusal'>
  readonly label: string
  readonly description: ReactNode
  /** For the control's aria-labelledby. */
  readonly labelId: string
  /** The control has the row's whole width, below its words. */
  readonly isWide?: boolean
  readonly children: ReactNode
}

/** A setting: its words, its control, and why it cannot be changed or did not take. */
export function SettingRow(props: SettingRowProps) {
  const { name, setting, label, description, labelId, isWide = false, children } = props
  return (
    <div className={classes.row} data-wide={isWide || undefined}>
      <div className={classes.words}>
        <h3 id={labelId} className={classes.label}>
          {label}
        </h3>
        <p className={classes.description}>{description}</p>
        {setting.isFixed && (
          <StatusBadge tone="info">
            Fixed by {variables[name] ?? 'the environment'}: change it there
          </StatusBadge>
        )}
        {setting.refusal !== null && (
          <p role="alert" className={classes.refusal}>
            Not changed: {setting.refusal}
          </p>
        )}
      </div>
      <div className={classes.control}>{children}</div>
    </div>
  )
}
