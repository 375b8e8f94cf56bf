import { describe, expect, test } from 'vitest'
import { differenceOf, shareOf } from '../../../src-main/cache/share.ts'

const share = (part: number, whole: number) => {
  const found = shareOf(part, whole)
  if (!found) throw new Error('a share of nothing')
  return found
}

describe("Wilson's interval", () => {
  /** Table I of Newcombe, Statistics in Medicine 17:857-872 (1998), method 3. */
  test.each([
    [81, 263, 0.2553, 0.3662],
    [15, 148, 0.0624, 0.1605],
    [0, 20, 0, 0.1611],
    [1, 29, 0.0061, 0.1718],
  ])('of %i in %i is as published', (part, whole, low, high) => {
    expect(share(part, whole)).toEqual({
      value: part / whole,
      low: expect.closeTo(low, 4),
      high: expect.closeTo(high, 4),
      of: whole,
    })
  })

  test('holds its value and stays between 0 and 1, at the ends as well', () => {
    for (const whole of [1, 2, 3, 7, 49, 1_000, 123_457]) {
      for (const part of [0, 1, Math.floor(whole / 3), whole]) {
        const { value, low, high } = share(part, whole)
        expect(0 <= low && low <= value && value <= high && high <= 1).toBe(true)
      }
    }
  })

  test('of nothing is nothing', () => {
    expect(shareOf(0, 0)).toBeNull()
  })
})

/** Table II of Newcombe, Statistics in Medicine 17:873-890 (1998), method 10. */
test.each([
  ['56/70 and 48/80', [56, 70], [48, 80], 0.0524, 0.3339],
  ['9/10 and 3/10', [9, 10], [3, 10], 0.1705, 0.809],
  ['6/7 and 2/7', [6, 7], [2, 7], 0.0582, 0.8062],
  ['5/56 and 0/29', [5, 56], [0, 29], -0.0381, 0.1926],
  ['0/10 and 0/20', [0, 10], [0, 20], -0.1611, 0.2775],
  ['10/10 and 0/20', [10, 10], [0, 20], 0.6791, 1],
] as const)('the difference of %s is as published', (_name, [a, ofA], [b, ofB], low, high) => {
  const difference = differenceOf(share(a, ofA), share(b, ofB))
  expect(difference.low).toBeCloseTo(low, 4)
  expect(difference.high).toBeCloseTo(high, 4)
})
