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
        <SwitchSetting
          name="cacheEnabled"
          label="Use earlier answers"
          description="A question that was answered before, in these words or others, is answered at once while your documents say the same. Switched off, nothing is forgotten."
        />
        <CachePresetSetting />
        <CacheThresholdSetting />
        <SwitchSetting
          name="cacheWarmOnStart"
          label="Answer ahead at start"
          description="The questions that you asked most are answered again while the machine is idle, so that they are there at once."
        />
      </div>
    </Panel>
  )
}

interface SwitchSettingProps {
  readonly name: 'cacheEnabled' | 'cacheWarmOnStart'
  readonly label: string
  readonly description: string
}

function SwitchSetting({ name, label, description }: SwitchSettingProps) {
  const labelId = useId()
  const setting = useSetting(name)
  if (setting === null) return null
  return (
    <SettingRow name={name} setting={setting} label={label} description={description} labelId={labelId}>
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
