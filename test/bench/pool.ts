import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import type { Contender, Round, Way } from './pool-contender.ts'
import { type Bench, type Figure, median } from './report.ts'

/** Processes of each contender, one after another: what the compiler makes of the same code differs. */
const PROCESSES = 3
/** Of each process. Many and short: other programs then disturb some of them, and not their median. */
const ROUNDS = 35
const REQUESTS = 500
const WARM_UP = 5_000
/** At once: as many as there may be persons and embeds under way, and fewer than the kept sockets. */
const CALLERS = 8
const GOAL_RATIO = 0.97
const GOAL_REUSE = 0.99

/** Rounds of the pool, each beside one of another. */
type Rounds = (readonly [pool: Round, other: Round])[]

/**
 * What the pool costs a request, and what keeping connections saves one. Each contender is a process, and they
 * take turns; a ratio is the median of those of neighbours, so that what else the machine does falls on both.
 */
export const poolBench: Bench = {
  name: `pool: median of ${PROCESSES * ROUNDS} rounds of ${REQUESTS} requests by ${CALLERS} callers, in turn`,
  async run() {
    const server = fork(join(import.meta.dirname, 'echo-server.ts'))
    const [port] = (await once(server, 'message')) as [number]
    const url = `http://127.0.0.1:${port}/api/embed`
    try {
      const figures: Figure[] = []
      for (const way of ['request', 'fetch'] as const) {
        const [toAgent, toFresh]: [Rounds, Rounds] = [[], []]
        for (let time = 0; time < PROCESSES; time++) {
          toAgent.push(...(await inTurn('agent', way, url, ROUNDS)))
          // That differs by far more.
          toFresh.push(...(await inTurn('fresh', way, url, ROUNDS / 5)))
        }
        figures.push(...figuresOf(way, toAgent, toFresh))
      }
      return figures
    } finally {
      server.disconnect()
    }
  },
}

async function inTurn(other: Contender, way: Way, url: string, count: number): Promise<Rounds> {
  const script = join(import.meta.dirname, 'pool-contender.ts')
  const start = (name: Contender) => fork(script, [name, way, url, String(CALLERS)])
  const [ours, theirs] = [start('pool'), start(other)]
  try {
    for (const one of [ours, theirs]) await run(one, WARM_UP)
    const rounds: Rounds = []
    for (let round = 0; round < count; round++) {
      if (round % 2 === 0) rounds.push([await run(ours, REQUESTS), await run(theirs, REQUESTS)])
      else {
        const second = await run(theirs, REQUESTS)
        rounds.push([await run(ours, REQUESTS), second])
      }
    }
    return rounds
  } finally {
    for (const one of [ours, theirs]) one.disconnect()
  }
}

async function run(contender: ChildProcess, requests: number): Promise<Round> {
  const result = once(contender, 'message')
  contender.send(requests)
  const [round] = (await result) as [Round]
  return round
}

/**
 * The goal is for `request`: there the pool's cost, which is the same, is the larger share, and fetch's own garbage
 * moves its rounds by more than the goal leaves room for.
 */
function figuresOf(way: Way, toAgent: Rounds, toFresh: Rounds): readonly Figure[] {
  const kept = ratio(toAgent)
  const reuse = median(toAgent.map(([pool]) => pool.reuse ?? 0))
  const figures: readonly Figure[] = [
    { name: 'through the pool', value: median(toAgent.map(([pool]) => pool.perSecond)), unit: 'requests/s' },
    {
      name: 'by a bare Agent',
      value: median(toAgent.map(([, agent]) => agent.perSecond)),
      unit: 'requests/s',
    },
    {
      ...{ name: 'pool against Agent', value: kept, unit: 'of its requests/s' },
      ...(way === 'request' ? { goal: `${GOAL_RATIO} or more`, met: kept >= GOAL_RATIO } : {}),
    },
    {
      name: 'processor time, pool less Agent',
      value: median(toAgent.map(([pool, agent]) => pool.cpu - agent.cpu)),
      unit: 'µs a request',
    },
    {
      ...{ name: 'reuse after warm-up', value: reuse, unit: 'of all requests' },
      ...{ goal: `${GOAL_REUSE} or more`, met: reuse >= GOAL_REUSE },
    },
    {
      name: 'gain over a new connection per request',
      value: ratio(toFresh),
      unit: 'times the requests/s',
    },
  ]
  return figures.map((figure) => ({ ...figure, name: `${way}: ${figure.name}` }))
}

function ratio(rounds: Rounds): number {
  return median(rounds.map(([pool, other]) => pool.perSecond / other.perSecond))
}
