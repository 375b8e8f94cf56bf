import { Slider, Textarea } from '@mantine/core'
import { useDebouncedCallback } from '@mantine/hooks'
import { useEffect, useId, useState } from 'react'
import { limits } from '../../src-shared/schemas/limits.ts'
import { formatCount } from '../ui/format.ts'
import { Panel } from '../ui/panel.tsx'
import classes from './answers-settings.module.css'
import { SettingRow } from './setting-row.tsx'
import { useSetting } from './use-settings.ts'

const INSTRUCTIONS_LIMIT = 2_000
/** Milliseconds after the last key. */
const TYPING_PAUSE = 700

export function AnswersSettings() {
  return (
    <Panel title="Answers">
      <div>
        <NumberSetting
          name="k"
          label="Passages per question"
          description="More find more and take longer; a small model loses its way among many."
          min={1}
          max={limits.maxK}
          step={1}
          ends={['1', formatCount(limits.maxK)]}
        />
        <NumberSetting
          name="temperature"
          label="Temperature"
          description="0 answers the same each time; above 1 the model makes free with words."
          min={0}
          max={2}
          step={0.1}
          ends={['Repeatable', 'Lively']}
        />
        <Instructions />
      </div>
    </Panel>
  )
}

interface NumberSettingProps {
  readonly name: 'k' | 'temperature'
  readonly label: string
  readonly description: string
  readonly min: number
  readonly max: number
  readonly step: number
  readonly ends: readonly [string, string]
}

function NumberSetting({ name, label, description, min, max, step, ends }: NumberSettingProps) {
  const labelId = useId()
  const setting = useSetting(name)
  const value = setting?.value ?? min
  const [shown, setShown] = useState(value)
  useEffect(() => setShown(value), [value])
  if (setting === null) return null
  return (
    <SettingRow name={name} setting={setting} label={label} description={description} labelId={labelId}>
      <div className={classes.slider}>
        <output className={classes.value}>{formatCount(shown)}</output>
        <Slider
          min={min}
          max={max}
          step={step}
          value={shown}
          label={null}
          classNames={{ track: classes.track }}
          disabled={setting.isFixed}
          thumbProps={{ 'aria-labelledby': labelId }}
          onChange={setShown}
          onChangeEnd={setting.set}
        />
        <span className={classes.ends} aria-hidden="true">
          <span>{ends[0]}</span>
          <span>{ends[1]}</span>
        </span>
      </div>
    </SettingRow>
  )
}

function Instructions() {
  const labelId = useId()
  const setting = useSetting('instructions')
  const value = setting?.value ?? ''
  const [text, setText] = useState(value)
  const save = useDebouncedCallback((next: string) => setting?.set(next), {
    delay: TYPING_PAUSE,
    flushOnUnmount: true,
  })
  useEffect(() => setText(value), [value])
  if (setting === null) return null
  return (
    <SettingRow
      name="instructions"
      setting={setting}
      label="Instructions"
      description="Added to every question, such as “Answer in French” or “Be brief”."
      labelId={labelId}
      isWide
    >
      <Textarea
        aria-labelledby={labelId}
        autosize
        minRows={3}
        maxRows={8}
        maxLength={INSTRUCTIONS_LIMIT}
        value={text}
        disabled={setting.isFixed}
        onChange={(event) => {
          setText(event.currentTarget.value)
          save(event.currentTarget.value)
        }}
        onBlur={() => save.flush()}
      />
    </SettingRow>
  )
}
