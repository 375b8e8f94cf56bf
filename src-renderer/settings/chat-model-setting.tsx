import { useId } from 'react'
import { ModelChoice } from './model-choice.tsx'
import { SettingRow } from './setting-row.tsx'
import { useSetting, useSettings } from './use-settings.ts'

export function ChatModelSetting() {
  const labelId = useId()
  const setting = useSetting('chatModel')
  const inUse = useSettings((state) => state.selection?.chat ?? null)
  if (setting === null) return null
  return (
    <SettingRow
      name="chatModel"
      setting={setting}
      label="Chat model"
      description="Writes the answers from the passages that were found."
      labelId={labelId}
      isWide
    >
      <ModelChoice
        kind="chat"
        labelId={labelId}
        value={setting.value}
        isFixed={setting.isFixed}
        inUse={inUse}
        onChange={setting.set}
      />
    </SettingRow>
  )
}
