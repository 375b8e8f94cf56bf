import { ActionIcon, Button, NumberInput, Radio, Switch } from '@mantine/core'
import { IconPlus, IconTrash } from '@tabler/icons-react'
import { useState } from 'react'
import {
  defaultExperimentPlan,
  type ExperimentArm,
  type ExperimentPlan,
} from '../../../src-shared/schemas/cache-experiment.ts'
import { attempt } from '../../ui/attempt.ts'
import { Panel } from '../../ui/panel.tsx'
import { StatusDot } from '../../ui/status.tsx'
import shared from './cache-explorer.module.css'
import { modeWords, planFault, planWarning } from './experiment-words.ts'
import classes from './plan-editor.module.css'
import { useCache } from './use-cache.ts'

const MOST_ARMS = 6

/** What an arm begins with that is added. */
const ADDED: ExperimentArm = { threshold: 0.97, isGuarded: true }

/** An arm keeps its number while others are taken away: its field holds what is typed, half a number too. */
interface DraftArm extends ExperimentArm {
  readonly number: number
}
interface Draft extends ExperimentPlan {
  arms: DraftArm[]
}

const draftOf = (plan: ExperimentPlan): Draft => ({
  ...plan,
  arms: plan.arms.map((arm, number) => ({ ...arm, number })),
})

/** What the next experiment compares, begun from the last one. */
export function PlanEditor({ plan: last }: { readonly plan: ExperimentPlan | null }) {
  const [plan, setPlan] = useState(() => draftOf(last ?? defaultExperimentPlan))
  const [isBusy, setBusy] = useState(false)
  const startExperiment = useCache((state) => state.startExperiment)
  const change = (part: Partial<Draft>) => setPlan({ ...plan, ...part })
  const fault = planFault(plan)
  const warning = planWarning(plan)
  const start = () => {
    setBusy(true)
    const arms = plan.arms.map(({ threshold, isGuarded }) => ({ threshold, isGuarded }))
    void attempt('It could not be started', startExperiment({ ...plan, arms })).finally(() => setBusy(false))
  }
  return (
    <Panel title="Next experiment" description="The first arm is what the others are compared with.">
      <Arms arms={plan.arms} onChange={(arms) => change({ arms })} />
      <Radio.Group
        label="How"
        value={plan.mode}
        onChange={(value) => change({ mode: value === 'live' ? 'live' : 'shadow' })}
      >
        <div className={classes.modes}>
          {(['shadow', 'live'] as const).map((mode) => (
            <Radio
              key={mode}
              value={mode}
              label={modeWords[mode].label}
              description={modeWords[mode].about}
            />
          ))}
        </div>
      </Radio.Group>
      <NumberInput
        className={classes.share}
        label="Hits answered afresh, to compare"
        description="In the background, when it is quiet. More tell sooner, and keep the model busy."
        suffix=" %"
        min={0}
        max={100}
        allowDecimal={false}
        defaultValue={Math.round(plan.sampleShare * 100)}
        onChange={(value) => {
          if (typeof value === 'number') change({ sampleShare: Math.min(100, Math.max(0, value)) / 100 })
        }}
      />
      {warning !== null && (
        <div role="status">
          <StatusDot tone="warn">{warning}</StatusDot>
        </div>
      )}
      <div className={shared.row}>
        <Button disabled={fault !== null} loading={isBusy} onClick={start}>
          Start
        </Button>
        {fault !== null && <p className={shared.note}>{fault}</p>}
      </div>
    </Panel>
  )
}

interface ArmsProps {
  readonly arms: readonly DraftArm[]
  readonly onChange: (arms: DraftArm[]) => void
}

function Arms({ arms, onChange }: ArmsProps) {
  const set = (at: number, part: Partial<ExperimentArm>) =>
    onChange(arms.map((arm, index) => (index === at ? { ...arm, ...part } : arm)))
  return (
    <div>
      <ol className={classes.arms} aria-label="Arms">
        {arms.map((arm, index) => (
          <li key={arm.number} className={classes.arm}>
            <span className={classes.number}>{index + 1}</span>
            <NumberInput
              size="sm"
              className={classes.threshold}
              aria-label={`Least cosine of arm ${index + 1}`}
              min={0}
              max={1}
              step={0.01}
              decimalScale={3}
              clampBehavior="blur"
              defaultValue={arm.threshold}
              onChange={(value) => {
                if (typeof value === 'number') set(index, { threshold: Math.min(1, Math.max(0, value)) })
              }}
            />
            <Switch
              label="Guard"
              aria-label={`Guard of arm ${index + 1}`}
              checked={arm.isGuarded}
              onChange={(event) => set(index, { isGuarded: event.currentTarget.checked })}
            />
            <ActionIcon
              variant="subtle"
              color="gray"
              aria-label={`Remove arm ${index + 1}`}
              disabled={arms.length <= 2}
              onClick={() => onChange(arms.filter((_, at) => at !== index))}
            >
              <IconTrash size={16} aria-hidden="true" />
            </ActionIcon>
          </li>
        ))}
      </ol>
      <Button
        size="xs"
        variant="subtle"
        leftSection={<IconPlus size={15} aria-hidden="true" />}
        disabled={arms.length >= MOST_ARMS}
        onClick={() =>
          onChange([...arms, { ...ADDED, number: Math.max(...arms.map(({ number }) => number)) + 1 }])
        }
      >
        Add an arm
      </Button>
    </div>
  )
}
