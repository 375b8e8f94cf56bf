import fc from 'fast-check'
import { expect, it } from 'vitest'
import { AppError, toAppError } from '../../../src-main/base/app-error.ts'
import { Bulkhead, type Priority, type Slot } from '../../../src-main/resilience/index.ts'
import { ManualClock } from '../../fakes/manual-clock.ts'

const MAX_QUEUED = 5
const TIMEOUT_MS = 100

type Step =
  | { readonly do: 'acquire'; readonly priority: Priority }
  | { readonly do: 'release' | 'abort'; readonly which: number }
  | { readonly do: 'limit'; readonly limit: number }
  | { readonly do: 'advance'; readonly ms: number }
  | { readonly do: 'flush' }

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ do: fc.constant('acquire' as const), priority: priority() }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('release' as const), which: fc.nat(20) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('abort' as const), which: fc.nat(20) }) },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant('limit' as const), limit: fc.integer({ min: 1, max: 4 }) }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant('advance' as const), ms: fc.integer({ min: 1, max: 60 }) }),
  },
  { weight: 1, arbitrary: fc.constant({ do: 'flush' as const }) },
)

function priority(): fc.Arbitrary<Priority> {
  return fc.constantFrom('person', 'background')
}

interface Caller {
  readonly priority: Priority
  readonly controller: AbortController
  readonly settled: Promise<void>
  /** `waiting`, `holds`, `gone` or the code it was refused with. */
  state: string
  slot?: Slot
}

class Run {
  readonly clock = new ManualClock()
  readonly callers: Caller[] = []
  readonly one: Bulkhead

  constructor(limit: number) {
    this.one = new Bulkhead({
      clock: this.clock,
      limit,
      maxQueued: MAX_QUEUED,
      acquireTimeoutMs: TIMEOUT_MS,
    })
  }

  in(state: string): readonly Caller[] {
    return this.callers.filter((caller) => caller.state === state)
  }

  do(next: Step): void {
    if (next.do === 'acquire') this.#acquire(next.priority)
    else if (next.do === 'release') this.#release(next.which)
    else if (next.do === 'abort') this.#oneOf('waiting', next.which)?.controller.abort()
    else if (next.do === 'limit') this.one.limit = next.limit
    else if (next.do === 'advance') this.clock.advance(next.ms)
    else this.one.flush(new AppError('CIRCUIT_OPEN'))
  }

  #oneOf(state: string, which: number): Caller | undefined {
    const callers = this.in(state)
    return callers[which % Math.max(1, callers.length)]
  }

  #release(which: number): void {
    const caller = this.#oneOf('holds', which)
    if (caller) caller.state = 'gone'
    caller?.slot?.dispose()
  }

  #acquire(wanted: Priority): void {
    const controller = new AbortController()
    const caller: Caller = {
      priority: wanted,
      controller,
      state: 'waiting',
      settled: this.one.acquire(wanted, controller.signal).then(
        (slot) => {
          caller.state = 'holds'
          caller.slot = slot
        },
        (error: unknown) => {
          caller.state = toAppError(error).code
        },
      ),
    }
    this.callers.push(caller)
  }
}

it('holds its limit, its order and its word to every caller in random schedules', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 4 }),
      fc.array(step, { maxLength: 60 }),
      async (limit, steps) => {
        const run = new Run(limit)
        for (const next of steps) {
          const before = run.in('waiting')
          const held = run.one.inUse
          run.do(next)
          await new Promise(setImmediate)
          // Never more than the limit, but for those that had a slot when it was lowered.
          expect(run.one.inUse).toBeLessThanOrEqual(Math.max(run.one.limit, held))
          // Nobody is lost: the counts are those of the callers.
          expect(run.one.inUse).toBe(run.in('holds').length)
          expect(run.one.queued).toBe(run.in('waiting').length)
          expect(run.one.queued).toBeLessThanOrEqual(MAX_QUEUED)
          expect(run.clock.pending).toBe(run.one.queued)
          // Nobody waits while a slot is free.
          if (run.one.queued > 0) expect(run.one.inUse).toBeGreaterThanOrEqual(run.one.limit)
          // Of those that waited, the ones served are the first of their priority.
          for (const one of ['person', 'background'] as const) {
            const line = before.filter(
              ({ priority: its, state }) => its === one && /holds|waiting/.test(state),
            )
            const served = line.findLastIndex(({ state }) => state === 'holds')
            expect(line.slice(0, served + 1).every(({ state }) => state === 'holds')).toBe(true)
          }
        }
        // Each is served or refused in the end, and all slots come home.
        for (let holders = run.in('holds'); holders.length > 0; holders = run.in('holds')) {
          for (const _ of holders) run.do({ do: 'release', which: 0 })
          await new Promise(setImmediate)
        }
        await Promise.all(run.callers.map(({ settled }) => settled))
        expect([run.one.inUse, run.one.queued, run.clock.pending]).toEqual([0, 0, 0])
      },
    ),
    { numRuns: 2_000 },
  )
})
