import { expect, test } from 'vitest'
import { curveOf } from '../../../../src-main/cache/calibration/calibration-curve.ts'
import { thresholdInForce } from '../../../../src-main/cache/calibration/threshold-in-force.ts'

/** One pair that asks the same at 0.8: as precise as one half, and no more. */
const curve = (wanted: number) =>
  curveOf(
    { digest: 'd', name: 'minilm' },
    [{ kind: 'same', a: 'a', b: 'b' }],
    { cosines: Float32Array.of(0.8), verdicts: Uint8Array.of(1), measuredAt: 1 },
    wanted,
  )
const byPrecision = { cacheThresholdBy: 'precision', cacheThreshold: 0.9 } as const

test('by cosine it is the cosine, whatever was measured', () => {
  const settings = { ...byPrecision, cacheThresholdBy: 'cosine' } as const
  expect(thresholdInForce(settings, curve(0.5))).toEqual({ threshold: 0.9, by: 'cosine' })
})

test('by precision it is what the curve recommends', () => {
  expect(thresholdInForce(byPrecision, curve(0.5))).toEqual({ threshold: 0.5, by: 'precision' })
})

test('by precision, and not measured yet, it is the cosine', () => {
  expect(thresholdInForce(byPrecision, null)).toEqual({ threshold: 0.9, by: 'fallback' })
})

test('by a precision that no threshold has, it is one that nothing but equality reaches', () => {
  expect(thresholdInForce(byPrecision, curve(0.99))).toEqual({ threshold: 1, by: 'precision' })
})
