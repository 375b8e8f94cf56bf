import { NativeSelect } from '@mantine/core'
import { useId } from 'react'
import { type CachePreset, cachePresets } from '../../src-shared/schemas/cache.ts'
import type { Settings } from '../../src-shared/schemas/settings.ts'
import { formatCosine, formatDuration, plural } from '../ui/format.ts'
import { SettingRow } from './setting-row.tsx'
import { shownValues } from './settings-store.ts'
import { useSettings } from './use-settings.ts'

const keys = ['cacheThreshold', 'cacheThresholdBy', 'cacheSize', 'cacheTtl'] as const
const OWN = 'own'

/** Several settings at once, for a use; which of them it is now is told from their values. */
export function CachePresetSetting() {
  const labelId = useId()
  const chosen = useSettings((state) => presetOf(shownValues(state))?.name ?? OWN)
  const isFixed = useSettings(({ view }) => keys.every((key) => view?.sources[key] === 'environment'))
  const refusal = useSettings(({ refused }) =>
    refused !== null && refused.keys.length > 1 && refused.keys.includes('cacheSize')
      ? refused.failure.message
      : null,
  )
  const change = useSettings((state) => state.change)
  const preset = cachePresets.find(({ name }) => name === chosen)
  const data = cachePresets.map<{ value: string; label: string; disabled?: boolean }>(({ name, label }) => ({
    ...{ value: name, label },
  }))
  if (!preset) data.unshift({ value: OWN, label: 'Your own choice', disabled: true })
  return (
    <SettingRow
      name="cacheSize"
      setting={{ isFixed, refusal }}
      label="For what use"
      description={
        preset ? wordsOf(preset) : 'None of these. One that you choose sets threshold, number and time.'
      }
      labelId={labelId}
    >
      <NativeSelect
        aria-labelledby={labelId}
        data={data}
        value={chosen}
        disabled={isFixed}
        onChange={({ currentTarget: { value } }) => {
          const next = cachePresets.find(({ name }) => name === value)
          if (next) void change(next.settings)
        }}
      />
    </SettingRow>
  )
}

function presetOf(values: Settings | null): CachePreset | undefined {
  return cachePresets.find(({ settings }) => keys.every((key) => values?.[key] === settings[key]))
}

function wordsOf({ about, settings: { cacheThreshold, cacheSize, cacheTtl } }: CachePreset): string {
  const kept = `${plural(cacheSize, 'answer')} for ${formatDuration(cacheTtl * 1_000)}`
  return `${about} Keeps at most ${kept}; cosine ${formatCosine(cacheThreshold)}.`
}
