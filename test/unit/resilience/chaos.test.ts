import { expect, it } from 'vitest'
import { ChaosRun } from '../../bench/chaos-run.ts'
import { seeded } from '../../bench/seeded.ts'

const FIVE_MINUTES = 300_000

/** `npm run bench -- chaos` runs longer, by another seed each time. */
it.each([1, 2])(
  'leaves no call, state, socket or listener astray in five minutes of chaos (seed %i)',
  async (seed) => {
    const { calls, openings, withoutEnd, differences, leftOver } = await new ChaosRun(seeded(seed)).run(
      FIVE_MINUTES,
    )
    expect({ withoutEnd, differences, ...leftOver }).toEqual({
      ...{ withoutEnd: 0, differences: 0 },
      ...{ sockets: 0, requests: 0, listeners: 0, timers: 0, places: 0 },
    })
    expect(calls).toBeGreaterThan(500)
    expect(openings).toBeGreaterThan(0)
  },
  60_000,
)
