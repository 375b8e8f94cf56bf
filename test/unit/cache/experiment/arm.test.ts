import { expect, test } from 'vitest'
import { armOf, fractionOf } from '../../../../src-main/cache/experiment/arm.ts'

/** Upper 0.1 % points of the chi-square distribution, by degrees of freedom. */
const CRITICAL: Readonly<Record<number, number>> = { 1: 10.83, 2: 13.82, 3: 16.27, 5: 20.52 }

test.each([2, 3, 4, 6])('10,000 questions fall evenly on %i arms', (arms) => {
  const counts = new Array<number>(arms).fill(0)
  for (let n = 0; n < 10_000; n++) {
    const arm = armOf(`what does part ${n} of the manual say`, arms)
    counts[arm] = (counts[arm] ?? 0) + 1
  }
  const expected = 10_000 / arms
  const chiSquare = counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0)
  expect(counts).toHaveLength(arms)
  expect(chiSquare).toBeLessThan(CRITICAL[arms - 1] ?? 0)
})

test('a question stays in its arm for ever: the first 48 bits of its SHA-256', () => {
  // sha256('abc') begins ba7816bf8f01
  expect(fractionOf('abc')).toBe(0xba7816bf8f01 / 2 ** 48)
  expect(armOf('abc', 4)).toBe(2)
})
