import type { CalibrationCurve, CalibrationView } from '../../src-shared/schemas/cache-calibration.ts'
import { formatCosine, formatRatio, plural } from '../ui/format.ts'

const EQUAL = 'Only a question in the same words gets an earlier answer.'

/** What is in force now for the embedder in use, and why. */
export function thresholdWords({ state, curve, inForce, wantedPrecision }: CalibrationView): string {
  if (state === 'no_embedder') return `There is no embedding model. ${EQUAL}`
  const cosine = formatCosine(inForce.threshold)
  if (inForce.by === 'fallback') return `In force: cosine ${cosine}. ${whyNotMeasured[state]}`
  if (curve === null) return `In force: cosine ${cosine}.`
  if (inForce.by === 'precision' && curve.recommended === null) {
    return `With ${curve.embedder} no cosine is seen to be ${formatRatio(wantedPrecision)} precise. ${EQUAL}`
  }
  return `In force with ${curve.embedder}: cosine ${cosine}. ${measuredWords(curve, inForce.threshold)}`
}

const whyNotMeasured: Readonly<Record<Exclude<CalibrationView['state'], 'no_embedder'>, string>> = {
  waiting: 'The embedding model is measured as soon as nobody asks and nothing is read in.',
  measuring: 'The embedding model is being measured.',
  ready: 'The embedding model is being measured.',
  failed: 'The embedding model could not be measured; that is tried again.',
}

/** What this threshold did with the labelled pairs, together with the guard. */
function measuredWords({ both, pairs }: CalibrationCurve, threshold: number): string {
  // The nearest measured one above: what is said must hold for the threshold as well.
  const point = both.find((one) => one.threshold !== null && one.threshold >= threshold)
  if (!point?.hitRate) return ''
  const wrong = point.falseHits === 0 ? 'none' : String(point.falseHits)
  return `It recognised ${formatRatio(point.hitRate.value)} of ${plural(pairs.same, 'reworded question')}, and took ${wrong} of ${plural(pairs.different, 'other question')} for the same.`
}
