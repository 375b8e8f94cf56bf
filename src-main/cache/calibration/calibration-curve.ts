import type { CalibrationCurve } from '../../../src-shared/schemas/cache-calibration.ts'
import type { KeptMeasurement } from './calibration-store.ts'
import { curvesOf, type JudgedPair } from './curve.ts'
import type { LabelledPair } from './labelled-pairs.ts'
import { recommend } from './recommended.ts'

/** What was measured of an embedder, as it is told. @param wanted precision, 0 to 1 */
export function curveOf(
  { digest, name }: { readonly digest: string; readonly name: string },
  pairs: readonly LabelledPair[],
  { cosines, verdicts, measuredAt }: KeptMeasurement,
  wanted: number,
): CalibrationCurve {
  const judged = pairs.map<JudgedPair>(({ kind }, at) => ({
    kind,
    cosine: cosines[at] ?? Number.NaN,
    passes: verdicts[at] === 1,
  }))
  const same = pairs.filter(({ kind }) => kind === 'same').length
  const { threshold, floor } = recommend(judged, wanted)
  return {
    ...{ digest, measuredAt, embedder: name, pairs: { same, different: pairs.length - same } },
    ...curvesOf(judged),
    ...{ floor, recommended: threshold },
  }
}
