import { Radio } from '@mantine/core'
import { useId } from 'react'
import { backendChoice, type ModelSelection } from '../../src-shared/schemas/models.ts'
import { StatusDot } from '../ui/status.tsx'
import classes from './backend-setting.module.css'
import { ChoiceCard } from './choice-card.tsx'
import {
  type BackendStatus,
  backendNames,
  backendsInSentence,
  engineStatus,
  ollamaStatus,
} from './model-words.ts'
import { SettingRow } from './setting-row.tsx'
import { useSetting, useSettings } from './use-settings.ts'

export function BackendSetting() {
  const labelId = useId()
  const setting = useSetting('backend')
  const selection = useSettings((state) => state.selection)
  if (setting === null) return null
  return (
    <SettingRow
      name="backend"
      setting={setting}
      label="Model server"
      description="Who runs the models."
      labelId={labelId}
      isWide
    >
      <Radio.Group
        aria-labelledby={labelId}
        value={setting.value}
        onChange={(value) => setting.set(backendChoice.parse(value))}
      >
        <ChoiceCard value="auto" title="Automatic" isDisabled={setting.isFixed}>
          Ollama where one answers and has a model that can be used, else the built-in engine.
        </ChoiceCard>
        <ChoiceCard value="ollama" title={backendNames.ollama} isDisabled={setting.isFixed}>
          A server that you install and run yourself, with any model you like.
          {selection !== null && <ServerStatus status={ollamaStatus(selection)} />}
        </ChoiceCard>
        <ChoiceCard value="engine" title={backendNames.engine} isDisabled={setting.isFixed}>
          Comes with Alcove and needs nothing else.
          {selection !== null && <ServerStatus status={engineStatus(selection)} />}
        </ChoiceCard>
      </Radio.Group>
      {selection !== null && <p className={classes.now}>{inUse(selection)}</p>}
    </SettingRow>
  )
}

function ServerStatus({ status }: { readonly status: BackendStatus }) {
  return (
    <span className={classes.status}>
      <StatusDot tone={status.tone}>{status.text}</StatusDot>
      {status.error !== null && <span className={classes.error}>{status.error}</span>}
    </span>
  )
}

function inUse({ chat, embedder }: ModelSelection): string {
  const answers =
    chat === null
      ? 'No model answers now: answers are quoted from your documents'
      : `${chat.name} on ${backendsInSentence[chat.backend]} answers now`
  const embeds =
    embedder === null
      ? 'no model embeds: search is by words only'
      : `${embedder.name} on ${backendsInSentence[embedder.backend]} embeds`
  return `${answers}; ${embeds}.`
}
