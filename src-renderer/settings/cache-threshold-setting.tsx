import { SegmentedControl, Slider } from '@mantine/core'
import { useEffect, useId, useState } from 'react'
import { settings } from '../../src-shared/schemas/settings.ts'
import { formatCosine, formatRatio } from '../ui/format.ts'
import { Meter } from '../ui/meter.tsx'
import segments from './appearance-settings.module.css'
import classes from './cache-threshold-setting.module.css'
import { SettingRow } from './setting-row.tsx'
import { thresholdWords } from './threshold-words.ts'
import { useSetting, useSettings } from './use-settings.ts'

const by = settings.shape.cacheThresholdBy
const labels = { cosine: 'Cosine', precision: 'Precision' } as const

/** How alike two questions must be: by a number, or by how often that may be wrong with the embedder in use. */
export function CacheThresholdSetting() {
  const labelId = useId()
  const setting = useSetting('cacheThresholdBy')
  if (setting === null) return null
  return (
    <SettingRow
      name="cacheThresholdBy"
      setting={setting}
      label="How alike two questions must be"
      description="A number alone means something else with each embedding model. By precision, Alcove measures the model on its own question pairs and takes the least cosine that is right so often. Whatever is chosen, the words of both questions must agree as well."
      labelId={labelId}
    >
      <div className={classes.control}>
        <SegmentedControl
          fullWidth
          classNames={{ root: segments.segments, indicator: segments.indicator }}
          aria-labelledby={labelId}
          data={by.options.map((value) => ({ value, label: labels[value] }))}
          value={setting.value}
          disabled={setting.isFixed}
          onChange={(value) => setting.set(by.parse(value))}
        />
        {setting.value === 'cosine' ? (
          <NumberSlider
            name="cacheThreshold"
            label="Least cosine"
            min={0.5}
            step={0.01}
            words={formatCosine}
          />
        ) : (
          <NumberSlider
            name="cachePrecision"
            label="Right hits of all"
            min={0.9}
            step={0.005}
            words={formatRatio}
          />
        )}
        <InForce />
      </div>
    </SettingRow>
  )
}

interface NumberSliderProps {
  readonly name: 'cacheThreshold' | 'cachePrecision'
  readonly label: string
  readonly min: number
  readonly step: number
  readonly words: (value: number) => string
}

function NumberSlider({ name, label, min, step, words }: NumberSliderProps) {
  const labelId = useId()
  const setting = useSetting(name)
  const value = setting?.value ?? min
  const [shown, setShown] = useState(value)
  useEffect(() => setShown(value), [value])
  if (setting === null) return null
  return (
    <div className={classes.slider}>
      <span className={classes.line}>
        <span id={labelId}>{label}</span>
        <output className={classes.value}>{words(shown)}</output>
      </span>
      <Slider
        {...{ min, max: 1, step }}
        value={shown}
        label={null}
        classNames={{ track: classes.track }}
        disabled={setting.isFixed}
        thumbProps={{ 'aria-labelledby': labelId, 'aria-valuetext': words(shown) }}
        onChange={setShown}
        onChangeEnd={setting.set}
      />
      {setting.refusal !== null && (
        <span role="alert" className={classes.refusal}>
          Not changed: {setting.refusal}
        </span>
      )}
    </div>
  )
}

/** What is in force now for this embedder, and why. */
function InForce() {
  const calibration = useSettings((state) => state.calibration)
  if (calibration === null) return null
  return (
    <div className={classes.inForce} aria-live="polite">
      {thresholdWords(calibration)}
      {calibration.state === 'measuring' && (
        <Meter ratio={calibration.progress} label="Question pairs measured" className={classes.meter} />
      )}
    </div>
  )
}
