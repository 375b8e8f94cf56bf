import { expect, test } from 'vitest'
import { BANDS_SPAN, bandsOf, bandWords } from '../../../../../src-renderer/diagnostics/breakers/bands.ts'
import type { BreakerState, BreakerTransition } from '../../../../../src-shared/schemas/resilience.ts'

const now = Date.UTC(2026, 2, 14, 10)
const minutes = (count: number) => now - count * 60_000
const closed = { name: 'engine', state: 'closed', total: 7 } as const

const change = (
  minutesAgo: number,
  from: BreakerState,
  to: BreakerState,
  breaker: BreakerTransition['breaker'] = 'engine',
): BreakerTransition => ({ breaker, at: new Date(minutes(minutesAgo)).toISOString(), from, to, cause: 'c' })

/** As the store keeps it: newest first. */
const outage = [
  change(2, 'half_open', 'closed'),
  change(3, 'open', 'half_open'),
  change(20, 'closed', 'open'),
  change(90, 'half_open', 'closed'),
]

test('fills the hour without a gap, each state from its change to the next', () => {
  const bands = bandsOf({ transitions: outage, breaker: closed, startedAt: 0, now })
  expect(bands).toEqual([
    { state: 'closed', from: minutes(60), to: minutes(20) },
    { state: 'open', from: minutes(20), to: minutes(3) },
    { state: 'half_open', from: minutes(3), to: minutes(2) },
    { state: 'closed', from: minutes(2), to: now },
  ])
})

test('of the time before the start the outages that were kept are shown, and no more', () => {
  const bands = bandsOf({ transitions: outage, breaker: closed, startedAt: minutes(1), now })
  expect(bands).toEqual([
    { state: 'unknown', from: minutes(60), to: minutes(20) },
    { state: 'open', from: minutes(20), to: minutes(3) },
    { state: 'half_open', from: minutes(3), to: minutes(2) },
    { state: 'unknown', from: minutes(2), to: minutes(1) },
    { state: 'closed', from: minutes(1), to: now },
  ])
  expect(bandWords(bands)).toBe('not known 41 min, resting 17 min, trying again 1 min')
})

test('an outage of before that no change ended is not drawn on to the start', () => {
  const transitions = [
    change(5, 'closed', 'open'),
    change(30, 'closed', 'open'),
    change(70, 'open', 'closed'),
  ]
  expect(bandsOf({ transitions, breaker: closed, startedAt: minutes(10), now })).toEqual([
    { state: 'unknown', from: minutes(60), to: minutes(10) },
    { state: 'closed', from: minutes(10), to: minutes(5) },
    { state: 'open', from: minutes(5), to: now },
  ])
})

test('an outage that the beginning of the hour cuts is drawn from there', () => {
  const transitions = [change(40, 'open', 'half_open'), change(80, 'closed', 'open')]
  expect(bandsOf({ transitions, breaker: closed, startedAt: minutes(10), now })[0]).toEqual({
    state: 'open',
    from: minutes(60),
    to: minutes(40),
  })
})

test('without a change within the hour it is as it is now', () => {
  const breaker = { ...closed, state: 'forced_open' } as const
  const transitions = [change(75, 'closed', 'forced_open')]
  expect(bandsOf({ transitions, breaker, startedAt: 0, now })).toEqual([
    { state: 'forced_open', from: now - BANDS_SPAN, to: now },
  ])
})

test('other breakers do not count', () => {
  const transitions = [change(5, 'closed', 'open', 'chroma')]
  expect(bandsOf({ transitions, breaker: closed, startedAt: 0, now })).toHaveLength(1)
})

test('one that was never asked is not shown as working', () => {
  const bands = bandsOf({ transitions: [], breaker: { ...closed, total: 0 }, startedAt: 0, now })
  expect(bands).toEqual([])
  expect(bandWords(bands)).toBe('not asked yet')
  const young = bandsOf({ transitions: [], breaker: { ...closed, total: 0 }, startedAt: minutes(1), now })
  expect(bandWords(young)).toBe('not asked yet')
})

test('says for how long it was in each state that is not the usual one', () => {
  const bands = bandsOf({ transitions: outage, breaker: closed, startedAt: 0, now })
  expect(bandWords(bands)).toBe('resting 17 min, trying again 1 min')
  expect(bandWords([{ state: 'closed', from: 0, to: 1 }])).toBe('closed throughout')
})
