import { expect, test } from 'vitest'
import { cosineTicks, curvePath, xOf, yOf } from '../../../../../src-renderer/diagnostics/cache/curve-path.ts'
import type { CalibrationPoint } from '../../../../../src-shared/schemas/cache-calibration.ts'

const box = { left: 10, right: 110, top: 0, bottom: 100, from: 0.8, to: 1 }
const share = (value: number) => ({ value, low: value - 0.1, high: value + 0.1, of: 50 })
const point = (threshold: number | null, precision: number | null): CalibrationPoint => ({
  ...{ threshold, hits: 1, falseHits: 0, hitRate: null },
  precision: precision === null ? null : share(precision),
})

test('a share of one is at the top, of nothing at the bottom', () => {
  expect([yOf(1, box), yOf(0, box), xOf(0.8, box), xOf(1, box)]).toEqual([0, 100, 10, 110])
})

test('the curve goes through what was measured, and its band from end to end and back', () => {
  const { line, band, points } = curvePath(
    [point(0.8, 0.5), point(0.9, null), point(1, 0.9)],
    'precision',
    box,
  )
  expect(line).toBe('M10 50L110 10')
  expect(points).toHaveLength(2)
  expect(band).toBe('M10 40L110 0L110 20L10 60Z')
})

test('what is a share of nothing is no curve', () => {
  expect(curvePath([point(0.8, 0.5)], 'hitRate', box)).toEqual({ line: '', band: '', points: [] })
  expect(curvePath([point(null, 0.5)], 'precision', box).line).toBe('')
})

test('ticks are round and few', () => {
  expect(cosineTicks(0.7, 1)).toEqual([0.7, 0.75, 0.8, 0.85, 0.9, 0.95, 1])
  expect(cosineTicks(0.905, 0.95)).toEqual([0.91, 0.92, 0.93, 0.94, 0.95])
})
