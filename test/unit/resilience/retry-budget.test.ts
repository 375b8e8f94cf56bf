import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { RetryBudget } from '../../../src-main/resilience/retry-budget.ts'
import { ManualClock } from '../../fakes/manual-clock.ts'

const MINUTE = 60_000

function withdrawn(budget: RetryBudget, times: number): number {
  return Array.from({ length: times }, () => budget.withdraw()).filter(Boolean).length
}

describe('a retry budget', () => {
  it('lets a lone call be retried, and no more than the floor of them', () => {
    const budget = new RetryBudget(new ManualClock())
    budget.deposit()
    expect(withdrawn(budget, 100)).toBe(2)
  })

  it('allows a tenth of the calls where that is more', () => {
    const budget = new RetryBudget(new ManualClock())
    for (let call = 0; call < 255; call++) budget.deposit()
    expect(withdrawn(budget, 100)).toBe(25)
  })

  it('forgets calls and retries after a minute', () => {
    const clock = new ManualClock()
    const budget = new RetryBudget(clock)
    for (let call = 0; call < 1_000; call++) budget.deposit()
    expect(withdrawn(budget, 1_000)).toBe(100)
    clock.advance(MINUTE + 1_000)
    expect(withdrawn(budget, 1_000)).toBe(2)
  })

  it('allows none where the floor is none and nobody calls', () => {
    expect(new RetryBudget(new ManualClock(), { floor: 0 }).withdraw()).toBe(false)
  })

  it('names the setting that makes no sense', () => {
    expect(() => new RetryBudget(new ManualClock(), { share: -1 })).toThrow(/share must be 0 or more, got -1/)
  })

  it('never allows more than that in the minute before any retry', () => {
    const step = fc.record({
      waitMs: fc.integer({ min: 0, max: 20_000 }),
      calls: fc.nat(60),
      retries: fc.nat(20),
    })
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const clock = new ManualClock()
        const budget = new RetryBudget(clock)
        const made = { calls: [] as number[], retries: [] as number[] }
        const inMinute = (kind: keyof typeof made) =>
          made[kind].filter((time) => time > clock.monotonic() - MINUTE).length
        for (const { waitMs, calls, retries } of steps) {
          clock.advance(waitMs)
          for (let at = 0; at < calls; at++) budget.deposit()
          const allowed = withdrawn(budget, retries)
          made.calls.push(...new Array<number>(calls).fill(clock.monotonic()))
          made.retries.push(...new Array<number>(allowed).fill(clock.monotonic()))
          if (allowed > 0)
            expect(inMinute('retries')).toBeLessThanOrEqual(Math.max(10, 0.1 * inMinute('calls')))
        }
      }),
      { numRuns: 300 },
    )
  })
})
