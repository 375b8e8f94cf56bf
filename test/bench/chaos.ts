import { randomInt } from 'node:crypto'
import { defaultBreakerSettings } from '../../src-main/resilience/index.ts'
import { BreakerSchedule, type Ending, type Step } from '../unit/resilience/breaker-schedule.ts'
import { ChaosRun } from './chaos-run.ts'
import type { Bench, Figure } from './report.ts'
import { seeded } from './seeded.ts'

const THIRTY_MINUTES = 1_800_000

/**
 * Half an hour of calls at speed, in a server's changing moods: once the breaker alone, in step with the reference,
 * with people who force and reset it, sleeps and a wall clock that jumps; once the whole way of a call over real
 * sockets. ALCOVE_CHAOS_SEED repeats a run; the sockets' own speed is not the seed's.
 */
export const chaosBench: Bench = {
  name: 'chaos: 30 minutes’ worth of calls through a random fault schedule',
  async run() {
    const seed = Number(process.env.ALCOVE_CHAOS_SEED ?? randomInt(2 ** 31))
    console.log(`\nchaos runs with ALCOVE_CHAOS_SEED=${seed}`)
    return [...(await breakerAlone(seeded(seed))), ...(await wholeWay(seeded(seed + 1)))]
  },
}

const none = (name: string, value: number): Figure => ({ name, value, unit: '', goal: '0', met: value === 0 })
const some = (name: string, value: number): Figure => ({ name, value, unit: '' })

async function wholeWay(random: () => number): Promise<Figure[]> {
  const { calls, outcomes, requests, openings, happenings, withoutEnd, differences, leftOver } =
    await new ChaosRun(random).run(THIRTY_MINUTES)
  return [
    some('whole way: calls', calls),
    ...Object.entries(outcomes).map(([name, value]) => some(`  ${name}`, value)),
    some('  requests with retries', requests),
    some('  openings', openings),
    some('  states compared', happenings),
    none('whole way: calls without an end', withoutEnd),
    none('whole way: wrong states', differences),
    ...Object.entries(leftOver).map(([name, value]) => none(`whole way: ${name} left over`, value)),
  ]
}

async function breakerAlone(random: () => number): Promise<Figure[]> {
  const schedule = new BreakerSchedule(defaultBreakerSettings)
  let steps = 0
  let openings = 0
  let wrong = 0
  schedule.breaker.onTransition(({ to }) => {
    if (to === 'open') openings++
  })
  try {
    for (const step of randomSteps(random)) {
      await schedule.take(step)
      steps++
    }
    await schedule.finish()
  } catch (error) {
    console.error(error)
    wrong++
  }
  return [
    some(
      'breaker alone: calls',
      schedule.breaker.totals.success +
        schedule.breaker.totals.failure +
        schedule.breaker.totals.neutral +
        schedule.breaker.totals.rejected,
    ),
    some('  states compared', steps),
    some('  openings', openings),
    none('breaker alone: wrong states', wrong),
    none('breaker alone: timers left over', schedule.clock.pending),
  ]
}

function* randomSteps(random: () => number): Generator<Step> {
  const pick = <T>(...choices: readonly [T, ...T[]]) => choices[Math.floor(random() * choices.length)] as T
  const which = () => Math.floor(random() * 1_000)
  let failing = 0
  for (let at = 0; at < THIRTY_MINUTES; ) {
    if (random() < 0.01) failing = pick(0, 0, 0.1, 0.5, 0.95)
    const chance = random()
    if (chance < 0.35) yield { do: 'start' }
    else if (chance < 0.68) yield { do: 'end', which: which(), how: ending() }
    else if (chance < 0.72) yield { do: 'alive', which: which() }
    else if (chance < 0.725) yield { do: 'sleep', ms: random() * 3_600_000 }
    else if (chance < 0.73) yield { do: 'shift_wall_clock', ms: pick(3_600_000, -3_600_000) }
    else if (chance < 0.732)
      yield { do: 'by_hand', action: pick('force_open', 'force_closed', 'disable', 'reset', 'probe_now') }
    else {
      const ms = random() * 600
      at += ms
      yield { do: 'pass', ms }
    }
  }

  function ending(): Ending {
    if (random() < 0.05) return pick('abort', 'refused', 'busy')
    return random() < failing ? pick('failure', 'deadline') : 'success'
  }
}
