import fc from 'fast-check'
import { expect, test } from 'vitest'
import { LatencyWindow } from '../../../src-main/base/latency-window.ts'

test('counts all and takes percentiles of the newest, by nearest rank', () => {
  const window = new LatencyWindow(4)
  for (const ms of [1_000, 4, 1, 3, 2]) window.record(ms)
  expect(window.summary()).toEqual({ count: 5, p50: 2, p95: 4 })
})

test('a percentile is a value that was recorded, and the half lies at or below the median', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 1_000 }), { minLength: 1, maxLength: 50 }), (values) => {
      const window = new LatencyWindow()
      for (const ms of values) window.record(ms)
      const { p50, p95 } = window.summary()
      expect(values).toContain(p50)
      expect(values).toContain(p95)
      const atOrBelow = (limit: number | null) => values.filter((ms) => ms <= (limit ?? -1)).length
      expect(atOrBelow(p50)).toBeGreaterThanOrEqual(values.length * 0.5)
      expect(atOrBelow(p95)).toBeGreaterThanOrEqual(values.length * 0.95)
    }),
  )
})
