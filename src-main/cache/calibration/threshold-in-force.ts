import type { CalibrationCurve, CalibrationView } from '../../../src-shared/schemas/cache-calibration.ts'
import type { Settings } from '../../../src-shared/schemas/settings.ts'

export type ThresholdSettings = Pick<Settings, 'cacheThreshold' | 'cacheThresholdBy'>

/** What only a question of equal direction reaches: in effect exact hits alone. */
const EQUAL = 1

/**
 * By the settings and what was measured for them. Where the embedder was measured and no threshold is as precise as wanted,
 * none is low enough to be in force: the cache prefers a miss.
 */
export function thresholdInForce(
  { cacheThreshold, cacheThresholdBy }: ThresholdSettings,
  curve: CalibrationCurve | null,
): CalibrationView['inForce'] {
  if (cacheThresholdBy === 'cosine') return { threshold: cacheThreshold, by: 'cosine' }
  if (!curve) return { threshold: cacheThreshold, by: 'fallback' }
  return { threshold: curve.recommended ?? EQUAL, by: 'precision' }
}
