import { expect, test } from 'vitest'
import {
  countdownWords,
  momentAfter,
  secondsUntil,
  untilNextSecond,
} from '../../../../src-renderer/ui/countdown.ts'

test('a second that has begun counts, so that the last one shown is 1', () => {
  expect([30_000, 29_999, 29_000, 1, 0, -5].map((left) => secondsUntil(left, 0))).toEqual([
    30, 30, 29, 1, 0, 0,
  ])
})

test('looking at each change shows every second once and ends at 0', () => {
  const shown: number[] = []
  let now = 250
  for (;;) {
    shown.push(secondsUntil(5_000, now))
    const left = untilNextSecond(5_000, now)
    if (left === null) break
    now += left
  }
  expect(shown).toEqual([5, 4, 3, 2, 1, 0])
})

test('a moment told again with some jitter stays where it was; one that moved is believed', () => {
  const told = momentAfter(30_000, 1_000, null)
  expect(told).toBe(31_000)
  expect(momentAfter(29_004, 2_000, told)).toBe(31_000)
  expect(momentAfter(28_980, 2_000, told)).toBe(31_000)
  expect(momentAfter(0, 5_000, told)).toBe(5_000)
  expect(momentAfter(null, 5_000, told)).toBeNull()
})

test('what is due stays due since the same moment', () => {
  expect(momentAfter(0, 90_000, 31_000)).toBe(31_000)
  // Put off by a little is no new wait, and `now` never goes back to `in 1 s`.
  expect(momentAfter(900, 31_200, 31_000)).toBe(31_000)
  expect(momentAfter(3_000, 31_200, 31_000)).toBe(34_200)
})

test('says how long, and what is due', () => {
  expect(countdownWords(23)).toBe('in 23 s')
  expect(countdownWords(65)).toBe('in 1 min 5 s')
  expect(countdownWords(0)).toBe('now')
  expect(countdownWords(0, 'with the next question')).toBe('with the next question')
})
