import { Switch } from '@mantine/core'
import { useId } from 'react'
import { Panel } from '../ui/panel.tsx'
import { CachePresetSetting } from './cache-preset-setting.tsx'
import { CacheThresholdSetting } from './cache-threshold-setting.tsx'
import classes from './earlier-answers.module.css'
import { SettingRow } from './setting-row.tsx'
import { useSetting } from './use-settings.ts'

/** Whether answers of before are used again, and how alike two questions must be for that. */
export function EarlierAnswers() {
  return (
    <Panel title="Earlier answers">
      <div>
        <Use />
        <CachePresetSetting />
        <CacheThresholdSetting />
      </div>
    </Panel>
  )
}

function Use() {
  const labelId = useId()
  const setting = useSetting('cacheEnabled')
  if (setting === null) return null
  return (
    <SettingRow
      name="cacheEnabled"
      setting={setting}
      label="Use earlier answers"
      description="A question that was answered before, in these words or others, is answered at once while your documents say the same. Switched off, nothing is forgotten."
      labelId={labelId}
    >
      <Switch
        className={classes.switch ?? ''}
        aria-labelledby={labelId}
        checked={setting.value}
        disabled={setting.isFixed}
        onChange={(event) => setting.set(event.currentTarget.checked)}
      />
    </SettingRow>
  )
}
