import type { CalibrationView } from '../../../src-shared/schemas/cache-calibration.ts'
import { formatRatio } from '../../ui/format.ts'
import type { StatusTone } from '../../ui/status.tsx'
import { cosineWords } from './cache-words.ts'

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
export function inForceWords({ inForce, wantedPrecision }: CalibrationView): string {
  const cosine = cosineWords(inForce.threshold)
  switch (inForce.by) {
    case 'cosine':
      return `An earlier question is served from a cosine of ${cosine} up, as the settings say.`
    case 'precision':
      return `An earlier question is served from a cosine of ${cosine} up: the least at which this embedder was measured to be ${formatRatio(wantedPrecision)} precise.`
    case 'fallback':
      return `The settings want a precision of ${formatRatio(wantedPrecision)}. No threshold is known to reach it with this embedder, so the cosine of the settings is in force: ${cosine}.`
  }
}

/** What the measurement recommends; null where there is none. */
export function recommendedWords({ curve, inForce, wantedPrecision }: CalibrationView): string | null {
  if (curve === null) return null
  const wanted = formatRatio(wantedPrecision)
  if (curve.recommended === null) return `No threshold reaches ${wanted} precision with this embedder.`
  if (curve.recommended === inForce.threshold) return null
  return `For ${wanted} precision ${cosineWords(curve.recommended)} would do.`
}
