import fc from 'fast-check'
import { expect, it } from 'vitest'
import { defaultBackOff, fullJitter } from '../../../src-main/resilience/back-off.ts'

const almostOne = () => 1 - Number.EPSILON

it('doubles what it waits at most, from the base to the cap', () => {
  const longest = [0, 1, 2, 3, 4, 5, 50].map((n) => Math.round(fullJitter(n, almostOne, defaultBackOff)))
  expect(longest).toEqual([200, 400, 800, 1_600, 3_200, 5_000, 5_000])
})

it('waits anything from nothing to that', () => {
  expect(fullJitter(3, () => 0, defaultBackOff)).toBe(0)
  expect(fullJitter(3, () => 0.5, defaultBackOff)).toBe(800)
})

it('never waits less than nothing or as long as the cap', () => {
  const random = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true })
  fc.assert(
    fc.property(fc.nat(2_000), random, (n, at) => {
      const ms = fullJitter(n, () => at, defaultBackOff)
      return ms >= 0 && ms < defaultBackOff.capMs
    }),
  )
})
