import { Button } from '@mantine/core'
import { useState } from 'react'
import type { ExperimentView } from '../../../src-shared/schemas/cache-experiment.ts'
import { attempt } from '../../ui/attempt.ts'
import { formatDateTime, plural } from '../../ui/format.ts'
import { Panel } from '../../ui/panel.tsx'
import { StatusBadge, StatusDot } from '../../ui/status.tsx'
import { ArmTable } from './arm-table.tsx'
import shared from './cache-explorer.module.css'
import { experimentState, modeWords, verdictWords } from './experiment-words.ts'
import { PlanEditor } from './plan-editor.tsx'
import { ToldNotice } from './told-notice.tsx'
import { useCache } from './use-cache.ts'

/** Thresholds compared on the questions that are really asked. */
export function ExperimentTab() {
  const told = useCache((state) => state.experiment)
  const read = useCache((state) => state.read)
  const { value: view } = told
  const isRunning = view?.state === 'running'
  return (
    <>
      <Panel
        title="Experiment"
        description="Compares thresholds on what is really asked: how often each would serve an earlier answer, and how often that differs from a fresh one."
        actions={
          view !== null && (
            <>
              <StatusBadge tone={experimentState(view).tone}>{experimentState(view).label}</StatusBadge>
              {isRunning && <EndButton />}
            </>
          )
        }
      >
        <ToldNotice
          told={told}
          title="The experiment could not be read."
          onRetry={() => void read('experiment')}
        />
        {view !== null &&
          (view.plan === null ? (
            <p className={shared.note}>None was run yet. Choose what to compare below, and start.</p>
          ) : (
            <Results view={view} />
          ))}
      </Panel>
      {view !== null && !isRunning && <PlanEditor key={view.startedAt} plan={view.plan} />}
    </>
  )
}

function EndButton() {
  const end = useCache((state) => state.endExperiment)
  const [isBusy, setBusy] = useState(false)
  return (
    <Button
      size="xs"
      variant="default"
      loading={isBusy}
      onClick={() => {
        setBusy(true)
        void attempt('It could not be ended', end()).finally(() => setBusy(false))
      }}
    >
      End
    </Button>
  )
}

function Results({ view }: { readonly view: ExperimentView }) {
  const { plan, startedAt, endedAt, waiting } = view
  const verdict = verdictWords(view)
  return (
    <>
      <p className={shared.note}>
        {plan !== null && `${modeWords[plan.mode].label}. `}
        {startedAt !== null && `Since ${formatDateTime(startedAt)}`}
        {endedAt !== null && `, until ${formatDateTime(endedAt)}`}
        {startedAt !== null && '.'}
        {waiting > 0 && ` ${plural(waiting, 'hit')} to be answered afresh and compared, when it is quiet.`}
      </p>
      {verdict !== null && (
        <div>
          <StatusDot tone={verdict.tone}>
            <strong>{verdict.headline}</strong>
          </StatusDot>
          <p className={shared.note}>{verdict.because}</p>
        </div>
      )}
      <ArmTable view={view} />
    </>
  )
}
