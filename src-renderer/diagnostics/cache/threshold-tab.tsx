import { Button } from '@mantine/core'
import { IconRefresh } from '@tabler/icons-react'
import type { CalibrationCurve, CalibrationView } from '../../../src-shared/schemas/cache-calibration.ts'
import { attempt } from '../../ui/attempt.ts'
import { formatDateTime, plural } from '../../ui/format.ts'
import { Meter } from '../../ui/meter.tsx'
import { navigation } from '../../ui/navigation.ts'
import { Panel } from '../../ui/panel.tsx'
import { StatusBadge } from '../../ui/status.tsx'
import shared from './cache-explorer.module.css'
import { CurveChart, CurveLegend } from './curve-chart.tsx'
import { CurveTable } from './curve-table.tsx'
import { calibrationState, inForceWords, recommendedWords } from './threshold-words.ts'
import { ToldNotice } from './told-notice.tsx'
import { useCache } from './use-cache.ts'

/** How alike two questions must be, and what each choice is worth with the embedder in use. */
export function ThresholdTab() {
  const told = useCache((state) => state.calibration)
  const read = useCache((state) => state.read)
  const { value: view } = told
  return (
    <Panel
      title="Threshold"
      description="Cosine means different things to different embedding models, so each is measured on the labelled question pairs that come with Alcove."
      actions={
        view !== null && (
          <>
            <StatusBadge tone={calibrationState(view).tone}>{calibrationState(view).label}</StatusBadge>
            <MeasureAgain view={view} />
          </>
        )
      }
    >
      <ToldNotice
        told={told}
        title="What was measured could not be read."
        onRetry={() => void read('calibration')}
      />
      {view !== null && <Calibration view={view} />}
    </Panel>
  )
}

function MeasureAgain({ view: { state, curve } }: { readonly view: CalibrationView }) {
  const calibrate = useCache((store) => store.calibrate)
  return (
    <Button
      size="xs"
      variant="default"
      leftSection={<IconRefresh size={15} aria-hidden="true" />}
      disabled={state === 'measuring' || state === 'no_embedder'}
      onClick={() => void attempt('It could not be measured', calibrate())}
    >
      {curve === null ? 'Measure' : 'Measure again'}
    </Button>
  )
}

function Calibration({ view }: { readonly view: CalibrationView }) {
  const { state, progress, curve, inForce } = view
  const recommended = recommendedWords(view)
  return (
    <>
      <div className={shared.row}>
        <p className={shared.note}>
          {inForceWords(view)} {recommended}
        </p>
        <Button size="xs" variant="default" onClick={() => navigation.getState().open('settings')}>
          Change in Settings
        </Button>
      </div>
      {state === 'measuring' && <Meter ratio={progress} label="Question pairs measured" />}
      {curve === null ? (
        <p className={shared.note}>{emptyWords(state)}</p>
      ) : (
        <Curve curve={curve} inForce={inForce.threshold} />
      )}
    </>
  )
}

function emptyWords(state: CalibrationView['state']): string {
  switch (state) {
    case 'no_embedder':
      return 'There is no embedding model, so questions in other words are not recognised; equal ones are.'
    case 'measuring':
      return 'The curve is there when all pairs are embedded.'
    case 'failed':
      return 'The last measurement did not come to an end; the log says why.'
    case 'waiting':
    case 'ready':
      return 'Nothing is measured for this embedding model yet. It is done when nobody asks and nothing is read in.'
  }
}

function Curve({ curve, inForce }: { readonly curve: CalibrationCurve; readonly inForce: number }) {
  const { embedder, pairs, measuredAt } = curve
  return (
    <>
      <p className={shared.faint}>
        {embedder}, {plural(pairs.same, 'pair')} that ask the same and {plural(pairs.different, 'pair')} that
        do not, measured {formatDateTime(measuredAt)}
      </p>
      <CurveLegend />
      <div className={shared.pair}>
        <CurveChart
          curve={curve}
          measure="precision"
          title="Precision: right hits of all hits"
          inForce={inForce}
        />
        <CurveChart
          curve={curve}
          measure="hitRate"
          title="Hit rate: right hits of all pairs that ask the same"
          inForce={inForce}
        />
      </div>
      <CurveTable curve={curve} inForce={inForce} />
    </>
  )
}
