import { expect, test } from 'vitest'
import {
  mergeTransitions,
  TRANSITIONS_LENGTH,
} from '../../../../../src-renderer/diagnostics/breakers/transition-history.ts'
import type { BreakerTransition } from '../../../../../src-shared/schemas/resilience.ts'

const change = (second: number, from: BreakerTransition['from'], to: BreakerTransition['to']) => ({
  ...{ breaker: 'chroma' as const, from, to, cause: 'c' },
  at: new Date(second * 1_000).toISOString(),
})
const opened = change(1, 'closed', 'open')
const tried = change(31, 'open', 'half_open')
const closed = change(32, 'half_open', 'closed')

test('newest first, whichever list it came in', () => {
  expect(mergeTransitions([tried], [closed, opened])).toEqual([closed, tried, opened])
})

test('what is in both is there once', () => {
  expect(mergeTransitions([closed, tried], [tried, opened])).toEqual([closed, tried, opened])
})

test('of two within one millisecond the later event stays first', () => {
  const at = opened.at
  const first = { ...tried, at }
  const second = { ...closed, at }
  expect(mergeTransitions([second], mergeTransitions([first], []))).toEqual([second, first])
})

test('keeps the newest hundred', () => {
  const many = Array.from({ length: 130 }, (_, second) => change(second, 'closed', 'open')).toReversed()
  const kept = mergeTransitions([change(500, 'open', 'closed')], many)
  expect(kept).toHaveLength(TRANSITIONS_LENGTH)
  expect(kept.at(-1)?.at).toBe(change(31, 'closed', 'open').at)
})
