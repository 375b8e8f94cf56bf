import type { CalibrationPoint } from '../../../src-shared/schemas/cache-calibration.ts'
import { shareOf } from '../share.ts'
import type { PairKind } from './labelled-pairs.ts'

/** A labelled pair, with what the embedder and the guard say of it. */
export interface JudgedPair {
  readonly kind: PairKind
  readonly cosine: number
  /** Whether the guard finds nothing against it. */
  readonly passes: boolean
}

/** From a cosine that is no evidence with any embedder in use, up to equality, in hundredths. */
export const thresholds: readonly number[] = Array.from({ length: 51 }, (_, step) => (50 + step) / 100)

export interface Curves {
  readonly cosineAlone: readonly CalibrationPoint[]
  readonly both: readonly CalibrationPoint[]
  readonly guardAlone: CalibrationPoint
}

/** What each rule of serving would have done with the pairs, at each threshold. */
export function curvesOf(pairs: readonly JudgedPair[]): Curves {
  const same = pairs.filter(({ kind }) => kind === 'same').length
  const passing = pairs.filter(({ passes }) => passes)
  return {
    cosineAlone: thresholds.map((threshold) => pointOf(pairs, same, threshold)),
    both: thresholds.map((threshold) => pointOf(passing, same, threshold)),
    guardAlone: pointOf(passing, same, null),
  }
}

function pointOf(pairs: readonly JudgedPair[], same: number, threshold: number | null): CalibrationPoint {
  let hits = 0
  let falseHits = 0
  for (const { kind, cosine } of pairs) {
    if (threshold !== null && !(cosine >= threshold)) continue
    hits++
    if (kind !== 'same') falseHits++
  }
  const right = hits - falseHits
  return { threshold, hits, falseHits, precision: shareOf(right, hits), hitRate: shareOf(right, same) }
}
