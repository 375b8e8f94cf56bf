import { Loader, Radio } from '@mantine/core'
import type { InstalledModel } from '../../src-shared/schemas/models.ts'
import { StatusBadge } from '../ui/status.tsx'
import { ChoiceCard } from './choice-card.tsx'
import classes from './model-choice.module.css'
import { backendNames, choosable, describeModel } from './model-words.ts'
import { useSetting, useSettings } from './use-settings.ts'

interface ModelChoiceProps {
  readonly kind: InstalledModel['kind']
  readonly labelId: string
  /** Null: the best that is installed. */
  readonly value: string | null
  readonly isFixed: boolean
  /** The model that works now, whoever chose it. */
  readonly inUse: { readonly name: string; readonly backend: string } | null
  readonly onChange: (name: string | null) => void
}

/** A radio's value must be a string; no model has this name. */
const AUTOMATIC = ''

/** The installed models of one kind, of the servers that may be used. */
export function ModelChoice({ kind, labelId, value, isFixed, inUse, onChange }: ModelChoiceProps) {
  const installed = useSettings((state) => state.installed)
  const choice = useSetting('backend')?.value ?? 'auto'
  if (installed === null) return <Loader size="sm" aria-label="Looking for models" />
  const models = choosable(installed, kind, choice)
  const isMissing = value !== null && models.every(({ name }) => name !== value)
  return (
    <Radio.Group
      aria-labelledby={labelId}
      value={value ?? AUTOMATIC}
      onChange={(name) => onChange(name === AUTOMATIC ? null : name)}
    >
      <div className={classes.models}>
        <ChoiceCard value={AUTOMATIC} title="Automatic" isDisabled={isFixed}>
          The best that is installed.
        </ChoiceCard>
        {models.map((model) => (
          <ChoiceCard
            key={`${model.backend}/${model.name}`}
            value={model.name}
            title={model.name}
            isDisabled={isFixed}
            badge={
              inUse?.name === model.name && inUse.backend === model.backend ? (
                <StatusBadge tone="good">In use</StatusBadge>
              ) : undefined
            }
          >
            {backendNames[model.backend]} · {describeModel(model)}
            {model.small && kind === 'chat' && (
              <span className={classes.small}>
                A small model: quick, but it errs more. Its answers are marked, with the sources first.
              </span>
            )}
          </ChoiceCard>
        ))}
        {isMissing && (
          <ChoiceCard
            value={value}
            title={value}
            isDisabled={isFixed}
            badge={<StatusBadge tone="warn">Not installed</StatusBadge>}
          >
            Chosen, but no server that may be used has it.
          </ChoiceCard>
        )}
      </div>
    </Radio.Group>
  )
}
