import type { CalibrationView } from '../../../src-shared/schemas/cache-calibration.ts'
import { formatCosine, formatRatio } from '../../ui/format.ts'
import type { StatusTone } from '../../ui/status.tsx'

const states: Readonly<
  Record<CalibrationView['state'], { readonly tone: StatusTone; readonly label: string }>
> = {
  no_embedder: { tone: 'off', label: 'No embedding model' },
  waiting: { tone: 'info', label: 'Waits until the machine is idle' },
  measuring: { tone: 'busy', label: 'Measuring' },
  ready: { tone: 'good', label: 'Measured' },
  failed: { tone: 'bad', label: 'Could not be measured' },
}

export const calibrationState = ({ state }: CalibrationView) => states[state]

/** What is in force, and why. */
export function inForceWords({ curve, inForce, wantedPrecision }: CalibrationView): string {
  const wanted = formatRatio(wantedPrecision)
  const served = `An earlier question is served from a cosine of ${formatCosine(inForce.threshold)} up`
  switch (inForce.by) {
    case 'cosine':
      return `${served}, as the settings say.`
    case 'precision':
      return curve?.recommended === null
        ? `No threshold is ${wanted} precise with this embedding model: only a question in the same words gets an earlier answer.`
        : `${served}: the least that was measured to be ${wanted} precise with this embedding model.`
    case 'fallback':
      return `${served} for now. The settings want ${wanted} precision, and this embedding model is not measured yet.`
  }
}

/** What the measurement recommends instead of what is in force; null where there is nothing to say of it. */
export function recommendedWords({ curve, inForce, wantedPrecision }: CalibrationView): string | null {
  if (curve === null || inForce.by !== 'cosine' || curve.recommended === inForce.threshold) return null
  const wanted = formatRatio(wantedPrecision)
  return curve.recommended === null
    ? `No threshold is ${wanted} precise with this embedding model.`
    : `The least that was measured to be ${wanted} precise is ${formatCosine(curve.recommended)}.`
}
