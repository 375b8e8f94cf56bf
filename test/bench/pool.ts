import { fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { Agent, type Dispatcher, fetch, request } from 'undici'
import { systemClock } from '../../src-main/base/clock.ts'
import type { Disposable } from '../../src-main/base/disposable.ts'
import { ConnectionPool, type Purpose } from '../../src-main/ollama/index.ts'
import type { PoolSnapshot } from '../../src-shared/schemas/resilience.ts'
import { type Bench, type Figure, median } from './report.ts'

/** Many and short: other programs then disturb some of them, and not their median. */
const ROUNDS = 101
const REQUESTS = 500
/** Against a new connection per request, which differs by far more. */
const FRESH_ROUNDS = 15
/** At the start of each round, for connections and the compiler. */
const WARM_UP = 100
/** At once: as many as there may be persons and embeds under way, and fewer than the kept sockets. */
const CALLERS = 8
/** As the pool sets its own. */
const SETTINGS = { keepAliveTimeout: 60_000, keepAliveMaxTimeout: 60_000, headersTimeout: 0, bodyTimeout: 0 }
const GOAL_RATIO = 0.97
const GOAL_REUSE = 0.99

const never = new AbortController().signal
const chat: Purpose = { kind: 'chat', priority: 'person' }
const options = {
  method: 'POST',
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({ model: 'all-minilm', input: 'How long may a guest stay in the reading room?' }),
} as const

/** One request to the server, its answer read to the end: by a dispatcher, and by one that is leased for it. */
interface Way {
  bare(url: string, dispatcher: Dispatcher): Promise<string>
  leased(url: string, pool: ConnectionPool): Promise<string>
}

/** undici's leanest way, by which a pool's own cost shows most; and fetch, by which Alcove calls. */
const ways: Readonly<Record<string, Way>> = {
  request: {
    async bare(url, dispatcher) {
      return (await request(url, { ...options, dispatcher })).body.text()
    },
    async leased(url, pool) {
      const lease = await pool.acquire(url, chat, never)
      try {
        return await (await request(url, { ...options, dispatcher: lease.dispatcher })).body.text()
      } finally {
        lease.release('ok')
      }
    },
  },
  fetch: {
    async bare(url, dispatcher) {
      return (await fetch(url, { ...options, dispatcher })).text()
    },
    async leased(url, pool) {
      const lease = await pool.acquire(url, chat, never)
      try {
        return await (await fetch(url, { ...options, dispatcher: lease.dispatcher })).text()
      } finally {
        lease.release('ok')
      }
    },
  },
}

interface Contender extends Disposable {
  call(url: string, way: Way): Promise<string>
  snapshot?(): PoolSnapshot
}

const contenders = {
  pool(): Contender {
    const pool = new ConnectionPool({ clock: systemClock })
    return {
      call: (url, way) => way.leased(url, pool),
      snapshot: () => pool.snapshot(),
      dispose: () => pool.dispose(),
    }
  },
  agent: () => bare({ ...SETTINGS, connections: 20 }),
  fresh: () => bare({ ...SETTINGS, pipelining: 0 }),
}
type Name = keyof typeof contenders

function bare(settings: Agent.Options): Contender {
  const agent = new Agent(settings)
  return { call: (url, way) => way.bare(url, agent), dispose: () => agent.destroy() }
}

interface Round {
  readonly perSecond: number
  /** Processor time of this process, microseconds a request. */
  readonly cpu: number
  /** Of the pool. */
  readonly reuse: number
}
type Rounds = readonly (readonly [pool: Round, other: Round])[]

/**
 * What the pool costs a request, and what keeping connections saves one. Rounds take turns, each with connections
 * of its own, so that nobody pays for another's; a ratio is the median of those of neighbours, so that what else
 * the machine does falls on both.
 */
export const poolBench: Bench = {
  name: `pool: median of ${ROUNDS} rounds of ${REQUESTS.toLocaleString('en')} requests by ${CALLERS} callers, in turn`,
  async run() {
    const server = fork(join(import.meta.dirname, 'echo-server.ts'))
    const [port] = (await once(server, 'message')) as [number]
    const url = `http://127.0.0.1:${port}/api/embed`
    try {
      const figures: Figure[] = []
      for (const [name, way] of Object.entries(ways)) {
        const toAgent = await inTurn(ROUNDS, 'agent', url, way)
        const toFresh = await inTurn(FRESH_ROUNDS, 'fresh', url, way)
        figures.push(
          ...figuresOf(toAgent, toFresh).map((each) => ({ ...each, name: `${name}: ${each.name}` })),
        )
      }
      return figures
    } finally {
      server.disconnect()
    }
  },
}

async function inTurn(count: number, other: Name, url: string, way: Way): Promise<Rounds> {
  const run = (name: Name) => oneRound(contenders[name](), url, way)
  // One each for the compiler.
  await run('pool')
  await run(other)
  const rounds: [Round, Round][] = []
  for (let round = 0; round < count; round++) {
    // Each goes first as often as second: the garbage of one is collected in the time of the next.
    if (round % 2 === 0) rounds.push([await run('pool'), await run(other)])
    else rounds.push([await run(other), await run('pool')].reverse() as [Round, Round])
  }
  return rounds
}

async function oneRound(contender: Contender, url: string, way: Way): Promise<Round> {
  let left = 0
  const caller = async () => {
    while (left-- > 0) await contender.call(url, way)
  }
  const make = async (requests: number) => {
    left = requests
    await Promise.all(Array.from({ length: CALLERS }, caller))
  }
  await make(WARM_UP)
  const before = contender.snapshot?.()
  const cpu = process.cpuUsage()
  const started = performance.now()
  await make(REQUESTS)
  const seconds = (performance.now() - started) / 1_000
  const { user, system } = process.cpuUsage(cpu)
  const after = contender.snapshot?.()
  await contender.dispose()
  const reused = (after?.reusedRequests ?? 0) - (before?.reusedRequests ?? 0)
  return { perSecond: REQUESTS / seconds, cpu: (user + system) / REQUESTS, reuse: reused / REQUESTS }
}

function figuresOf(toAgent: Rounds, toFresh: Rounds): readonly Figure[] {
  const kept = ratio(toAgent)
  const reuse = median(toAgent.map(([pool]) => pool.reuse))
  return [
    {
      name: 'through the pool',
      value: median(toAgent.map(([pool]) => pool.perSecond)),
      unit: 'requests/s',
    },
    {
      name: 'by a bare Agent',
      value: median(toAgent.map(([, agent]) => agent.perSecond)),
      unit: 'requests/s',
    },
    {
      ...{ name: 'pool against Agent', value: kept, unit: 'of its requests/s' },
      ...{ goal: `${GOAL_RATIO} or more`, met: kept >= GOAL_RATIO },
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
}

function ratio(rounds: Rounds): number {
  return median(rounds.map(([pool, other]) => pool.perSecond / other.perSecond))
}
