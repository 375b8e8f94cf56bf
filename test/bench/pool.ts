import { fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { Agent, type Dispatcher, fetch, request } from 'undici'
import { systemClock } from '../../src-main/base/clock.ts'
import { ConnectionPool, type Purpose } from '../../src-main/ollama/index.ts'
import { type Bench, type Figure, median } from './report.ts'

const ROUNDS = 31
const REQUESTS = 1_000
/** Callers at once, as many as there may be persons and embeds under way, and fewer than the kept sockets. */
const CALLERS = 8
/** As the settings of the pool. */
const SETTINGS = { keepAliveTimeout: 60_000, keepAliveMaxTimeout: 60_000, headersTimeout: 0, bodyTimeout: 0 }
const GOAL_RATIO = 0.97
const GOAL_REUSE = 0.99

const never = new AbortController().signal
const chat: Purpose = { kind: 'chat', priority: 'person' }
const body = JSON.stringify({ model: 'all-minilm', input: 'How long may a guest stay in the reading room?' })
const headers = { 'content-type': 'application/json' }

/** One request to the server, its answer read to the end. */
type Send = (origin: string, dispatcher: Dispatcher) => Promise<unknown>
type Contender = (send: Send) => Promise<unknown>

/** undici's leanest way, against which a pool's own cost shows most; and fetch, by which Alcove calls. */
const ways = {
  async request(origin: string, dispatcher: Dispatcher) {
    const answer = await request(`${origin}/api/embed`, { method: 'POST', headers, body, dispatcher })
    return answer.body.text()
  },
  async fetch(origin: string, dispatcher: Dispatcher) {
    const answer = await fetch(`${origin}/api/embed`, { method: 'POST', headers, body, dispatcher })
    return answer.text()
  },
} satisfies Readonly<Record<string, Send>>

/**
 * What the pool costs a request, and what keeping connections saves one. Rounds take turns, and each figure is the
 * median of the ratios of neighbours, so that what else the machine does falls on both of them.
 */
export const poolBench: Bench = {
  name: `pool: median of ${ROUNDS} rounds of ${REQUESTS.toLocaleString('en')} requests by ${CALLERS} callers, in turn`,
  async run() {
    const server = fork(join(import.meta.dirname, 'echo-server.ts'))
    const [port] = (await once(server, 'message')) as [number]
    const origin = `http://127.0.0.1:${port}`
    const pool = new ConnectionPool({ clock: systemClock })
    const agent = new Agent({ ...SETTINGS, connections: pool.snapshot().settings.maxSize })
    const fresh = new Agent({ ...SETTINGS, pipelining: 0 })
    const contenders: Readonly<Record<'pool' | 'agent' | 'fresh', Contender>> = {
      async pool(send) {
        const lease = await pool.acquire(origin, chat, never)
        try {
          return await send(origin, lease.dispatcher)
        } finally {
          lease.release('ok')
        }
      },
      agent: (send) => send(origin, agent),
      fresh: (send) => send(origin, fresh),
    }
    try {
      const figures: Figure[] = []
      for (const [way, send] of Object.entries(ways)) {
        figures.push(...(await compare(way, send, contenders)))
      }
      return [...figures, await reuse(pool, () => contenders.pool(ways.fetch))]
    } finally {
      await Promise.all([pool.dispose(), agent.destroy(), fresh.destroy()])
      server.disconnect()
    }
  },
}

async function compare(
  way: string,
  send: Send,
  contenders: Readonly<Record<'pool' | 'agent' | 'fresh', Contender>>,
): Promise<readonly Figure[]> {
  const perSecond = { pool: [] as number[], agent: [] as number[], fresh: [] as number[] }
  const names = Object.keys(contenders) as (keyof typeof contenders)[]
  for (let round = -2; round < ROUNDS; round++) {
    // Each goes first as often as last: the garbage of one is collected in the time of the next.
    for (const name of round % 2 === 0 ? names : names.toReversed()) {
      const rate = await requestsPerSecond(() => contenders[name](send))
      if (round >= 0) perSecond[name].push(rate)
    }
  }
  const ratio = (of: readonly number[], to: readonly number[]) =>
    median(of.map((rate, round) => rate / (to[round] ?? Number.NaN)))
  const kept = ratio(perSecond.pool, perSecond.agent)
  return [
    { name: `${way}: through the pool`, value: median(perSecond.pool), unit: 'requests/s' },
    { name: `${way}: by a bare Agent`, value: median(perSecond.agent), unit: 'requests/s' },
    {
      ...{ name: `${way}: pool against Agent`, value: kept, unit: 'of its requests/s' },
      ...{ goal: `${GOAL_RATIO} or more`, met: kept >= GOAL_RATIO },
    },
    {
      name: `${way}: gain over a new connection per request`,
      value: ratio(perSecond.pool, perSecond.fresh),
      unit: 'times the requests/s',
    },
  ]
}

async function requestsPerSecond(send: () => Promise<unknown>): Promise<number> {
  let left = REQUESTS
  const caller = async () => {
    while (left-- > 0) await send()
  }
  const started = performance.now()
  await Promise.all(Array.from({ length: CALLERS }, caller))
  return (REQUESTS * 1_000) / (performance.now() - started)
}

async function reuse(pool: ConnectionPool, send: () => Promise<unknown>): Promise<Figure> {
  const before = pool.snapshot()
  await requestsPerSecond(send)
  const after = pool.snapshot()
  const value = (after.reusedRequests - before.reusedRequests) / (after.totalRequests - before.totalRequests)
  return {
    ...{ name: 'reuse after warm-up', value, unit: 'of all requests' },
    ...{ goal: `${GOAL_REUSE} or more`, met: value >= GOAL_REUSE },
  }
}
