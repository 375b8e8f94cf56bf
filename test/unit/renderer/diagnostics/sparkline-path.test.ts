import { expect, test } from 'vitest'
import { sparklinePath } from '../../../../src-renderer/diagnostics/sparkline-path.ts'

const box = { width: 100, height: 22, capacity: 11 }

test('the newest value is at the right edge, the highest at the top, zero on the floor', () => {
  const path = sparklinePath([0, 5, 10], box)
  expect(path?.line).toBe('M80 21L90 11L100 1')
  expect(path?.highest).toBe(10)
})

test('a gap where nothing was measured', () => {
  expect(sparklinePath([10, null, 10, 10], box)?.line).toBe('M70 1h0M90 1L100 1')
})

test('a curve of zeros lies on the floor instead of dividing by zero', () => {
  expect(sparklinePath([0, 0], box)?.line).toBe('M90 21L100 21')
})

test('nothing measured draws nothing', () => {
  expect(sparklinePath([], box)).toBeNull()
  expect(sparklinePath([null, null], box)).toBeNull()
})
