import { SegmentedControl } from '@mantine/core'
import { useId } from 'react'
import { settings } from '../../src-shared/schemas/settings.ts'
import { Panel } from '../ui/panel.tsx'
import classes from './appearance-settings.module.css'
import { SettingRow } from './setting-row.tsx'
import { useSetting } from './use-settings.ts'

const theme = settings.shape.theme
const labels = { system: 'As the system', light: 'Light', dark: 'Dark' } as const

export function AppearanceSettings() {
  const labelId = useId()
  const setting = useSetting('theme')
  if (setting === null) return null
  return (
    <Panel title="Appearance">
      <div>
        <SettingRow
          name="theme"
          setting={setting}
          label="Theme"
          description="Light by day, dark by night, or as the rest of your desktop."
          labelId={labelId}
        >
          <SegmentedControl
            fullWidth
            classNames={{ root: classes.segments, indicator: classes.indicator }}
            aria-labelledby={labelId}
            data={theme.options.map((value) => ({ value, label: labels[value] }))}
            value={setting.value}
            disabled={setting.isFixed}
            onChange={(value) => setting.set(theme.parse(value))}
          />
        </SettingRow>
      </div>
    </Panel>
  )
}
