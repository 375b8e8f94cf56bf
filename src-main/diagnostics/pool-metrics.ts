import { Histogram, type Registry } from 'prom-client'
import type { PoolOriginSnapshot, PoolSnapshot } from '../../src-shared/schemas/resilience.ts'
import type { Disposable } from '../base/disposable.ts'
import type { Event } from '../base/emitter.ts'
import { type CollectedMetric, collectedCounter, collectedGauge } from './collected.ts'

/** What the metrics read of the connection pool. */
export interface MeasuredPool {
  snapshot(): PoolSnapshot
  /** Milliseconds from asking for a connection to having it, of each request. */
  readonly onWait: Event<number>
}

/** Seconds: a kept socket is there in microseconds; a caller that queues waits for somebody's answer. */
const WAIT_BUCKETS = [0.0005, 0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 10, 30]

type Sum = 'totalRequests' | 'reusedRequests' | 'connectionsOpened' | 'connectionsClosed' | 'overflow'

const counters: readonly (readonly [name: string, field: Sum, help: string])[] = [
  ['requests', 'totalRequests', 'Requests to model servers.'],
  ['reused_requests', 'reusedRequests', 'Requests on a socket that had carried one before.'],
  ['connections_opened', 'connectionsOpened', 'Sockets opened.'],
  ['connections_closed', 'connectionsClosed', 'Sockets closed.'],
  ['overflow', 'overflow', 'Requests that found every kept socket taken and got one of their own.'],
]

/**
 * Counters are sums over all origins, closed ones too: an origin that is closed as the least recently used would
 * take its counts along. Gauges are by origin, of which the pool keeps a few.
 *
 * @returns how to stop listening to the pool
 */
export function addPoolMetrics(registry: Registry, pool: MeasuredPool): Disposable {
  for (const [name, field, help] of counters) {
    collectedCounter(registry, {
      name: `alcove_connection_pool_${name}_total`,
      help,
      read: () => [[{}, pool.snapshot()[field]]],
    })
  }
  const byOrigin = (
    read: (origin: PoolOriginSnapshot) => number,
  ): Omit<CollectedMetric, 'name' | 'help'> => ({
    labelNames: ['origin'],
    read: () => pool.snapshot().origins.map((origin) => [{ origin: origin.origin }, read(origin)]),
  })
  collectedGauge(registry, {
    name: 'alcove_connection_pool_in_flight',
    help: 'Requests under way.',
    ...byOrigin(({ inFlight }) => inFlight),
  })
  collectedGauge(registry, {
    name: 'alcove_connection_pool_queued',
    help: 'Requests that wait for a connection.',
    ...byOrigin(({ queued }) => queued),
  })
  collectedGauge(registry, {
    name: 'alcove_embed_concurrency_limit',
    help: 'Background embeds that may run at once, by how the server copes.',
    ...byOrigin(({ embedLimit }) => embedLimit),
  })
  const waits = new Histogram({
    name: 'alcove_connection_pool_acquire_wait_seconds',
    help: 'From asking for a connection to having it.',
    buckets: WAIT_BUCKETS,
    registers: [registry],
  })
  return pool.onWait((ms) => waits.observe(ms / 1_000))
}
