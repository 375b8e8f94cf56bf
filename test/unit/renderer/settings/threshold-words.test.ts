import { describe, expect, test } from 'vitest'
import { thresholdWords } from '../../../../src-renderer/settings/threshold-words.ts'
import type {
  CalibrationCurve,
  CalibrationPoint,
  CalibrationView,
} from '../../../../src-shared/schemas/cache-calibration.ts'

const share = (value: number, of: number) => ({ value, low: value, high: value, of })
const point = (threshold: number | null, right: number, falseHits: number): CalibrationPoint => ({
  ...{ threshold, hits: right + falseHits, falseHits },
  precision: share(right / (right + falseHits), right + falseHits),
  hitRate: share(right / 200, 200),
})
const curve: CalibrationCurve = {
  ...{ embedder: 'minilm', digest: 'd', measuredAt: 0, pairs: { same: 200, different: 300 } },
  cosineAlone: [],
  both: [point(0.8, 100, 2), point(0.81, 90, 0)],
  guardAlone: point(null, 110, 3),
  ...{ floor: 0.8, recommended: 0.81 },
}
const view: CalibrationView = {
  ...{ state: 'ready', progress: null, curve, wantedPrecision: 0.99 },
  inForce: { threshold: 0.81, by: 'precision' },
}

describe('what is in force is said', () => {
  test('with what it did with the labelled pairs', () => {
    expect(thresholdWords(view)).toBe(
      'In force with minilm: cosine 0.81. It recognised 45% of 200 reworded questions, and took none of 300 other questions for the same.',
    )
  })

  test('by a cosine as well, and with the questions that it took for the same', () => {
    expect(thresholdWords({ ...view, inForce: { threshold: 0.795, by: 'cosine' } })).toBe(
      'In force with minilm: cosine 0.795. It recognised 50% of 200 reworded questions, and took 2 of 300 other questions for the same.',
    )
  })

  test('where no cosine is precise enough', () => {
    const none = { ...view, curve: { ...curve, recommended: null } }
    expect(thresholdWords({ ...none, inForce: { threshold: 1, by: 'precision' } })).toBe(
      'With minilm no cosine is seen to be 99% precise. Only a question in the same words gets an earlier answer.',
    )
  })

  test.each([
    ['waiting', 'is measured as soon as nobody asks'],
    ['measuring', 'is being measured'],
    ['failed', 'could not be measured'],
  ] as const)('while the embedder is not measured: %s', (state, words) => {
    const told = thresholdWords({ ...view, state, curve: null, inForce: { threshold: 0.92, by: 'fallback' } })
    expect(told).toContain('In force: cosine 0.92.')
    expect(told).toContain(words)
  })

  test('of a cosine that was not measured', () => {
    const told = { ...view, curve: null, inForce: { threshold: 0.92, by: 'cosine' } } as const
    expect(thresholdWords(told)).toBe('In force: cosine 0.92.')
  })

  test('without an embedder', () => {
    expect(thresholdWords({ ...view, state: 'no_embedder', curve: null })).toContain(
      'There is no embedding model.',
    )
  })
})
