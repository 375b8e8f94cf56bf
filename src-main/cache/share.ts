import type { Share } from '../../src-shared/schemas/cache-calibration.ts'

/** The 97.5 % quantile of the normal distribution: two-sided 95 %. */
const Z = 1.959963984540054

/**
 * `part` of `whole` with Wilson's score interval at 95 %, which also holds for few and for none (Wilson 1927; method 3
 * of Newcombe, Statistics in Medicine 17:857-872, 1998). Null where it is a share of nothing.
 */
export function shareOf(part: number, whole: number): Share | null {
  if (whole === 0) return null
  const value = part / whole
  const centre = value + Z ** 2 / (2 * whole)
  const reach = Z * Math.sqrt((value * (1 - value) + Z ** 2 / (4 * whole)) / whole)
  const scale = 1 + Z ** 2 / whole
  return {
    value,
    // Rounding must not push the value itself out of its interval.
    low: Math.max(0, Math.min(value, (centre - reach) / scale)),
    high: Math.min(1, Math.max(value, (centre + reach) / scale)),
    of: whole,
  }
}

/**
 * By how much `a` is greater than `b`, with an interval at 95 % from the intervals of the two: method 10 of Newcombe,
 * Statistics in Medicine 17:873-890, 1998. For independent samples; where both come from the same questions it is
 * wider than it need be.
 */
export function differenceOf(a: Share, b: Share): { value: number; low: number; high: number } {
  const value = a.value - b.value
  return {
    value,
    low: value - Math.hypot(a.value - a.low, b.high - b.value),
    high: value + Math.hypot(a.high - a.value, b.value - b.low),
  }
}
