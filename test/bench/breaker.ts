import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { contenders } from './breaker-contenders.ts'
import { type Bench, type Figure, median } from './report.ts'

const ROUNDS = 11
const CALLS = 200_000
const OURS = 'alcove'

/**
 * What a breaker adds to an async call that does nothing, in rounds that take turns; and what a breaker takes of
 * the heap. Each name's figure is a median, so a round that others disturbed does not count.
 */
export const breakerBench: Bench = {
  name: `breaker: median of ${ROUNDS} rounds of ${CALLS.toLocaleString('en')} calls each, in turn`,
  async run() {
    const calls = new Map(Object.entries(contenders).map(([name, protect]) => [name, protect(noOp)]))
    calls.set('no breaker', noOp)
    const times = new Map([...calls.keys()].map((name): [string, number[]] => [name, []]))
    for (let round = -1; round < ROUNDS; round++) {
      for (const [name, call] of calls) {
        const ns = await nanosecondsEach(call)
        // The first round is for the compiler.
        if (round >= 0) times.get(name)?.push(ns)
      }
    }
    const costs = new Map([...times].map(([name, all]) => [name, median(all)]))
    const bytes = new Map(Object.keys(contenders).map((name) => [name, bytesEach(name)]))
    return [...figures('call through', costs, 'ns'), ...figures('memory of', bytes, 'bytes')]
  },
}

/** Ours is held to the best of the others. */
function figures(of: string, values: ReadonlyMap<string, number>, unit: string): Figure[] {
  const best = Math.min(...[...values].flatMap(([name, value]) => (isRival(name) ? [value] : [])))
  return [...values].map(([name, value]) => ({
    ...{ name: `${of} ${name}`, value, unit },
    ...(name === OURS ? { goal: `below ${Math.round(best)}, the others' best`, met: value < best } : {}),
  }))
}

const isRival = (name: string) => name !== OURS && name in contenders

/** Of processor time, garbage collection among it: it does not count what other programs take. */
async function nanosecondsEach(call: () => Promise<unknown>): Promise<number> {
  const before = process.cpuUsage()
  for (let time = 0; time < CALLS; time++) await call()
  const { user, system } = process.cpuUsage(before)
  return ((user + system) * 1_000) / CALLS
}

async function noOp(): Promise<void> {}

/** In a process of its own: nobody else's garbage is counted. */
function bytesEach(name: string): number {
  const script = join(import.meta.dirname, 'breaker-memory.ts')
  return Number(execFileSync(process.execPath, ['--expose-gc', script, name], { encoding: 'utf8' }))
}
