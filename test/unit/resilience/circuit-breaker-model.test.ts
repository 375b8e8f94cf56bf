import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { BreakerSettings } from '../../../src-main/resilience/index.ts'
import { BreakerSchedule, type Ending, type Step } from './breaker-schedule.ts'

const SCHEDULES = 10_000

/** Small, so that within few steps everything happens, also at the very millisecond. */
const settings = fc
  .record({
    failureThreshold: fc.integer({ min: 1, max: 4 }),
    spare: fc.integer({ min: 0, max: 3 }),
    timeoutMs: fc.integer({ min: 1, max: 10 }),
    successThreshold: fc.integer({ min: 1, max: 3 }),
    halfOpenMaxCalls: fc.integer({ min: 1, max: 3 }),
    halfOpenMaxWaitMs: fc.integer({ min: 1, max: 10 }),
  })
  .map(({ spare, ...rest }): BreakerSettings => ({ ...rest, windowSize: rest.failureThreshold + spare }))

const clockShifts = [3_600_000, -3_600_000].map((ms): Step => ({ do: 'shift_wall_clock', ms }))
const byHand = (['force_open', 'force_closed', 'disable', 'reset', 'probe_now'] as const).map(
  (action): Step => ({ do: 'by_hand', action }),
)

const which = fc.nat({ max: 20 })
const ms = fc.integer({ min: 0, max: 12 })
const ending = (weight: number, ...endings: Ending[]) => ({
  weight,
  arbitrary: fc.record({ do: fc.constant('end' as const), which, how: fc.constantFrom(...endings) }),
})
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 8, arbitrary: fc.constant<Step>({ do: 'start' }) },
  ending(4, 'failure'),
  ending(3, 'success'),
  ending(1, 'deadline', 'abort', 'refused', 'busy'),
  { weight: 4, arbitrary: fc.record({ do: fc.constantFrom('pass' as const, 'sleep' as const), ms }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('alive' as const), which }) },
  { weight: 1, arbitrary: fc.constant<Step>({ do: 'start_aborted' }) },
  { weight: 1, arbitrary: fc.constantFrom<Step>(...clockShifts) },
  { weight: 1, arbitrary: fc.constantFrom<Step>(...byHand) },
)

it(`does in ${SCHEDULES.toLocaleString('en')} random schedules what a naive reference does`, async () => {
  const visited = new Set<string>()
  await fc.assert(
    fc.asyncProperty(
      settings,
      fc.array(step, { minLength: 1, maxLength: 60, size: 'max' }),
      async (given, steps) => {
        const schedule = new BreakerSchedule(given)
        schedule.breaker.onTransition(({ from, to }) => visited.add(`${from}>${to}`))
        for (const one of steps) await schedule.take(one)
        await schedule.finish()
      },
    ),
    { numRuns: SCHEDULES },
  )
  // A schedule that never leaves closed would show nothing.
  expect([...visited]).toEqual(
    expect.arrayContaining(['closed>open', 'open>half_open', 'half_open>closed', 'half_open>open']),
  )
}, 60_000)
