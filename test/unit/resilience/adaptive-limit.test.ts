import { beforeEach, describe, expect, it } from 'vitest'
import { AdaptiveLimit, type LoadOutcome } from '../../../src-main/resilience/index.ts'
import { ManualClock } from '../../fakes/manual-clock.ts'

let clock: ManualClock
let limit: AdaptiveLimit

beforeEach(() => {
  clock = new ManualClock()
  limit = new AdaptiveLimit({ clock, ceiling: 8 })
})

interface Call {
  readonly outcome?: LoadOutcome
  readonly ms?: number
  readonly units?: number
  readonly isFull?: boolean
}

/** As many calls side by side as the limit allows, all of them alike. */
function round({ outcome = 'ok', ms = 160, units = 16, isFull = true }: Call = {}): void {
  const calls = Array.from({ length: limit.value }, () => limit.begin())
  clock.advance(ms)
  for (const begunAt of calls) limit.end(begunAt, { outcome, units, isFull })
}

describe('the limit', () => {
  it('starts at two and rises by one a round of successes', () => {
    const values = [limit.value]
    for (let turn = 0; turn < 3; turn++) {
      round()
      values.push(limit.value)
    }
    expect(values).toEqual([2, 3, 4, 5])
  })

  it('needs as many successes as there are places for that', () => {
    round()
    for (const expected of [3, 3, 4]) {
      const begunAt = limit.begin()
      clock.advance(160)
      limit.end(begunAt, { outcome: 'ok', units: 16, isFull: true })
      expect(limit.value).toBe(expected)
    }
  })

  it('does not rise where nobody reached it', () => {
    for (let turn = 0; turn < 5; turn++) round({ isFull: false })
    expect(limit.value).toBe(2)
  })

  it('stops at its ceiling', () => {
    for (let turn = 0; turn < 20; turn++) round()
    expect(limit.value).toBe(8)
  })

  it.each(['busy', 'deadline'] as const)('is halved when a call ends by %s, down to one', (outcome) => {
    for (let turn = 0; turn < 4; turn++) round()
    const values = [limit.value]
    for (let turn = 0; turn < 4; turn++) {
      round({ outcome })
      values.push(limit.value)
    }
    expect(values).toEqual([6, 3, 1, 1, 1])
  })

  it('is halved once by calls that were all under way together', () => {
    for (let turn = 0; turn < 6; turn++) round()
    expect(limit.value).toBe(8)
    round({ outcome: 'busy' })
    expect(limit.value).toBe(4)
  })

  it('does not count successes that began before it was halved', () => {
    const early = [limit.begin(), limit.begin(), limit.begin()]
    clock.advance(10)
    const busy = limit.begin()
    limit.end(busy, { outcome: 'busy', units: 0, isFull: true })
    clock.advance(10)
    for (const begunAt of early) limit.end(begunAt, { outcome: 'ok', units: 16, isFull: true })
    expect(limit.value).toBe(1)
  })

  it('is not changed by what says nothing of load', () => {
    for (let turn = 0; turn < 5; turn++) round({ outcome: 'other' })
    expect(limit.value).toBe(2)
  })
})

describe('latency', () => {
  it('that rises against the usual halves it: a queue grows on the server', () => {
    for (let turn = 0; turn < 4; turn++) round()
    round({ ms: 250 })
    expect(limit.value).toBe(3)
  })

  it('that rises a little does not', () => {
    for (let turn = 0; turn < 4; turn++) round()
    round({ ms: 230 })
    expect(limit.value).toBe(7)
  })

  it('is per unit of work: larger calls may take longer', () => {
    for (let turn = 0; turn < 4; turn++) round()
    round({ ms: 640, units: 64 })
    expect(limit.value).toBe(7)
    round({ ms: 160, units: 4 })
    expect(limit.value).toBe(3)
  })

  it('that stays becomes the usual, and the limit rises again', () => {
    for (let turn = 0; turn < 4; turn++) round()
    for (let turn = 0; turn < 3; turn++) round({ ms: 320 })
    expect(limit.value).toBe(1)
    for (let turn = 0; turn < 40; turn++) round({ ms: 320 })
    expect(limit.value).toBe(8)
  })

  it('finds what a server with two workers can do, and stays near it', () => {
    const seen = new Set<number>()
    for (let turn = 0; turn < 200; turn++) {
      round({ ms: 160 * Math.max(1, limit.value / 2) })
      if (turn > 20) seen.add(limit.value)
    }
    expect(Math.min(...seen)).toBeGreaterThanOrEqual(1)
    expect(Math.max(...seen)).toBeLessThanOrEqual(5)
  })
})

it.each([
  { floor: 0, ceiling: 4 },
  { floor: 5, ceiling: 4 },
])('cannot have floor $floor under ceiling $ceiling', (options) => {
  expect(() => new AdaptiveLimit({ clock, ...options })).toThrow(RangeError)
})
