import { Agent, type Dispatcher, fetch, request } from 'undici'
import { systemClock } from '../../src-main/base/clock.ts'
import { ConnectionPool, type Purpose } from '../../src-main/ollama/index.ts'

// One way to make requests, in a process of its own: `pool-contender.ts <contender> <way> <url> <callers>`. Told a
// number of requests, it makes them and tells what they took.

export interface Round {
  readonly perSecond: number
  /** Processor time of this process, microseconds a request. */
  readonly cpu: number
  /** Share of the requests that were on a used socket; null where nobody counts. */
  readonly reuse: number | null
}

export type Contender = 'pool' | 'agent' | 'fresh'
export type Way = 'request' | 'fetch'

/** As the pool sets its own. */
const settings = { keepAliveTimeout: 60_000, keepAliveMaxTimeout: 60_000, headersTimeout: 0, bodyTimeout: 0 }
const options = {
  method: 'POST',
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({ model: 'all-minilm', input: 'How long may a guest stay in the reading room?' }),
} as const
const never = new AbortController().signal
const chat: Purpose = { kind: 'chat', priority: 'person' }

const [contender, way, url = '', callers] = process.argv.slice(2)
const pool = contender === 'pool' ? new ConnectionPool({ clock: systemClock }) : null

/** undici's leanest way, by which a pool's own cost shows most; and fetch, by which Alcove calls. */
const bare = {
  async request(dispatcher: Dispatcher): Promise<string> {
    return (await request(url, { ...options, dispatcher })).body.text()
  },
  async fetch(dispatcher: Dispatcher): Promise<string> {
    return (await fetch(url, { ...options, dispatcher })).text()
  },
}
const leased = {
  async request(from: ConnectionPool): Promise<string> {
    const lease = await from.acquire(url, chat, never)
    try {
      return await (await request(url, { ...options, dispatcher: lease.dispatcher })).body.text()
    } finally {
      lease.release('ok')
    }
  },
  async fetch(from: ConnectionPool): Promise<string> {
    const lease = await from.acquire(url, chat, never)
    try {
      return await (await fetch(url, { ...options, dispatcher: lease.dispatcher })).text()
    } finally {
      lease.release('ok')
    }
  },
}

const call = caller()

function caller(): () => Promise<string> {
  const by = way === 'fetch' ? 'fetch' : 'request'
  if (pool) return () => leased[by](pool)
  const agent = new Agent(
    contender === 'fresh' ? { ...settings, pipelining: 0 } : { ...settings, connections: 20 },
  )
  return () => bare[by](agent)
}

async function round(requests: number): Promise<Round> {
  let left = requests
  const one = async () => {
    while (left-- > 0) await call()
  }
  const before = pool?.snapshot()
  const cpu = process.cpuUsage()
  const started = performance.now()
  await Promise.all(Array.from({ length: Number(callers) }, one))
  const seconds = (performance.now() - started) / 1_000
  const { user, system } = process.cpuUsage(cpu)
  const after = pool?.snapshot()
  const reuse = before && after ? (after.reusedRequests - before.reusedRequests) / requests : null
  return { perSecond: requests / seconds, cpu: (user + system) / requests, reuse }
}

process.on('message', (requests: number) => void round(requests).then((result) => process.send?.(result)))
process.on('disconnect', () => process.exit(0))
