import { fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { Agent, type Dispatcher, fetch, request } from 'undici'
import { systemClock } from '../../src-main/base/clock.ts'
import type { Disposable } from '../../src-main/base/disposable.ts'
import { ConnectionPool, type Purpose } from '../../src-main/ollama/index.ts'
import type { PoolSnapshot } from '../../src-shared/schemas/resilience.ts'
import { type Bench, type Figure, median } from './report.ts'

const ROUNDS = 31
const REQUESTS = 1_000
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

/** One request to the server, its answer read to the end. */
type Send = (origin: string, dispatcher: Dispatcher) => Promise<unknown>

/** undici's leanest way, by which a pool's own cost shows most; and fetch, by which Alcove calls. */
const ways: Readonly<Record<string, Send>> = {
  request: async (origin, dispatcher) =>
    (await request(`${origin}/api/embed`, { ...options, dispatcher })).body.text(),
  fetch: async (origin, dispatcher) =>
    (await fetch(`${origin}/api/embed`, { ...options, dispatcher })).text(),
}

interface Contender extends Disposable {
  call(origin: string, send: Send): Promise<unknown>
  snapshot?(): PoolSnapshot
}

const contenders = {
  pool(): Contender {
    const pool = new ConnectionPool({ clock: systemClock })
    return {
      async call(origin, send) {
        const lease = await pool.acquire(origin, chat, never)
        try {
          return await send(origin, lease.dispatcher)
        } finally {
          lease.release('ok')
        }
      },
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
  return { call: (origin, send) => send(origin, agent), dispose: () => agent.destroy() }
}

interface Round {
  readonly perSecond: number
  /** Of the pool. */
  readonly reuse: number
}

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
    try {
      const figures: Figure[] = []
      for (const [way, send] of Object.entries(ways)) {
        figures.push(...figuresOf(way, await compared(`http://127.0.0.1:${port}`, send)))
      }
      return figures
    } finally {
      server.disconnect()
    }
  },
}

async function compared(origin: string, send: Send): Promise<Readonly<Record<Name, readonly Round[]>>> {
  const rounds: Record<Name, Round[]> = { pool: [], agent: [], fresh: [] }
  const names = Object.keys(contenders) as Name[]
  for (let round = -1; round < ROUNDS; round++) {
    // Each goes first as often as last: the garbage of one is collected in the time of the next.
    for (const name of round % 2 === 0 ? names : names.toReversed()) {
      const result = await oneRound(contenders[name](), origin, send)
      // The first is for the compiler.
      if (round >= 0) rounds[name].push(result)
    }
  }
  return rounds
}

async function oneRound(contender: Contender, origin: string, send: Send): Promise<Round> {
  let left = 0
  const caller = async () => {
    while (left-- > 0) await contender.call(origin, send)
  }
  const make = async (requests: number) => {
    left = requests
    await Promise.all(Array.from({ length: CALLERS }, caller))
  }
  await make(WARM_UP)
  const before = contender.snapshot?.()
  const started = performance.now()
  await make(REQUESTS)
  const seconds = (performance.now() - started) / 1_000
  const after = contender.snapshot?.()
  await contender.dispose()
  const reused = (after?.reusedRequests ?? 0) - (before?.reusedRequests ?? 0)
  return { perSecond: REQUESTS / seconds, reuse: reused / REQUESTS }
}

function figuresOf(way: string, rounds: Readonly<Record<Name, readonly Round[]>>): readonly Figure[] {
  const rates = (name: Name) => rounds[name].map(({ perSecond }) => perSecond)
  const ratio = (to: Name) => {
    const others = rates(to)
    return median(rates('pool').map((rate, round) => rate / (others[round] ?? Number.NaN)))
  }
  const kept = ratio('agent')
  const reuse = median(rounds.pool.map((round) => round.reuse))
  return [
    { name: `${way}: through the pool`, value: median(rates('pool')), unit: 'requests/s' },
    { name: `${way}: by a bare Agent`, value: median(rates('agent')), unit: 'requests/s' },
    {
      ...{ name: `${way}: pool against Agent`, value: kept, unit: 'of its requests/s' },
      ...{ goal: `${GOAL_RATIO} or more`, met: kept >= GOAL_RATIO },
    },
    {
      ...{ name: `${way}: reuse after warm-up`, value: reuse, unit: 'of all requests' },
      ...{ goal: `${GOAL_REUSE} or more`, met: reuse >= GOAL_REUSE },
    },
    {
      name: `${way}: gain over a new connection per request`,
      value: ratio('fresh'),
      unit: 'times the requests/s',
    },
  ]
}
