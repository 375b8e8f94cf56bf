import type { Disposable } from '../base/disposable.ts'
import type { CircuitBreaker } from '../resilience/index.ts'
import type { ConnectionPool } from './connection-pool.ts'
import type { ModelServer } from './model-server.ts'
import type { CallKind } from './origin-pool.ts'

export interface FlushWhenOpenOptions {
  readonly breaker: Pick<CircuitBreaker, 'onTransition' | 'rejection'>
  readonly pool: Pick<ConnectionPool, 'flush'>
  readonly server: Pick<ModelServer, 'origin'>
  /** What the breaker guards. */
  readonly kind: CallKind
}

/** Whoever still waits for a connection when the breaker opens is rejected as the next caller will be: at once. */
export function flushWhenOpen({ breaker, pool, server, kind }: FlushWhenOpenOptions): Disposable {
  return breaker.onTransition(({ to }) => {
    if (to === 'open' || to === 'forced_open') pool.flush(server.origin, kind, breaker.rejection())
  })
}
