import { request as undiciRequest } from 'undici'
import { afterEach, beforeEach } from 'vitest'
import { DisposableStore, toDisposable } from '../../src-main/base/disposable.ts'
import { ConnectionPool, type ConnectionPoolOptions, type Purpose } from '../../src-main/ollama/index.ts'
import { CountingServer } from '../fakes/counting-server.ts'
import { ManualClock } from '../fakes/manual-clock.ts'

export const never = new AbortController().signal
export const chat: Purpose = { kind: 'chat', priority: 'person' }
/** All that the test opens and that is to end with it. */
export let owned: DisposableStore
export let clock: ManualClock
export let server: CountingServer

/** Real sockets to a real server, counted on its side: anew for each test of the file. */
export function withServer(): void {
  beforeEach(async () => {
    owned = new DisposableStore()
    clock = new ManualClock()
    server = await startServer()
  })

  afterEach(() => owned.dispose())
}

export async function startServer(): Promise<CountingServer> {
  const started = await new CountingServer().start()
  owned.add(toDisposable(() => started.close()))
  return started
}

export const poolOf = (options: Omit<ConnectionPoolOptions, 'clock'> = {}) =>
  owned.add(new ConnectionPool({ clock, ...options }))

interface Asking {
  readonly purpose?: Purpose
  readonly signal?: AbortSignal
  readonly name?: string
  readonly at?: CountingServer
}

/** One whole request as a client makes it: lease, answer read to its end, release. */
export async function ask(
  pool: ConnectionPool,
  { purpose = chat, signal = never, name = '', at = server }: Asking = {},
) {
  const lease = await pool.acquire(at.origin, purpose, signal)
  try {
    const { body } = await undiciRequest(`${at.origin}/`, {
      method: 'POST',
      body: 'hello',
      headers: { 'x-name': name },
      dispatcher: lease.dispatcher,
      signal,
    })
    const text = await body.text()
    lease.release('ok', 1)
    return text
  } finally {
    lease.release()
  }
}

export const times = <T>(count: number, call: () => T): readonly T[] => Array.from({ length: count }, call)
