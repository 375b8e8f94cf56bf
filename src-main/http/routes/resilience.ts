import type { FastifyInstance } from 'fastify'
import type {
  BreakerSnapshot,
  PoolOriginSnapshot,
  PoolSnapshot,
} from '../../../src-shared/schemas/resilience.ts'
import type { ApiServices } from '../api-services.ts'
import { rounded } from '../rounded.ts'

/**
 * Breakers and pool for scripts and dashboards (docs/resilience.md has every field): durations in seconds, latencies
 * in milliseconds, a ratio of nothing is null. Like health they hold no text of a document, not even what an error
 * said, and need no token.
 */
export function resilienceRoutes(server: FastifyInstance, { resilience }: ApiServices): void {
  server.get('/api/circuit-breaker/metrics', async () => {
    const { breakers } = resilience.snapshot()
    const inState = (...states: readonly BreakerSnapshot['state'][]) =>
      breakers.filter(({ state }) => states.includes(state)).length
    return {
      timestamp: new Date().toISOString(),
      circuit_breakers: Object.fromEntries(breakers.map((breaker) => [breaker.name, breakerBody(breaker)])),
      summary: {
        total_circuits: breakers.length,
        open_circuits: inState('open', 'forced_open'),
        half_open_circuits: inState('half_open'),
      },
    }
  })

  server.get('/api/connection-pool/metrics', async () => ({
    timestamp: new Date().toISOString(),
    connection_pool: poolBody(resilience.snapshot().pool),
  }))
}

function breakerBody(breaker: BreakerSnapshot) {
  const { successes, failures, probeInMs, lastFailure, transitions, settings } = breaker
  return {
    state: breaker.state,
    needed: breaker.needed,
    total_requests: breaker.total,
    success_count: successes,
    failure_count: failures,
    neutral_count: breaker.neutral,
    rejected_count: breaker.rejected,
    in_flight: breaker.inFlight,
    consecutive_failures: breaker.consecutiveFailures,
    consecutive_successes: breaker.consecutiveSuccesses,
    // Of the calls that say something of the server.
    success_rate_percent: rounded(ratio(100 * successes, successes + failures), 2),
    window: breaker.window,
    last_state_change: breaker.lastChange,
    last_failure: lastFailure && { at: lastFailure.at, code: lastFailure.code },
    retry_after: rounded(probeInMs === null ? null : probeInMs / 1_000, 3),
    state_transitions: {
      closed_to_open: transitions.closedToOpen,
      open_to_half_open: transitions.openToHalfOpen,
      half_open_to_closed: transitions.halfOpenToClosed,
      half_open_to_open: transitions.halfOpenToOpen,
    },
    config: {
      failure_threshold: settings.failureThreshold,
      timeout: settings.timeoutMs / 1_000,
      success_threshold: settings.successThreshold,
      window_size: settings.windowSize,
      half_open_max_calls: settings.halfOpenMaxCalls,
    },
  }
}

function poolBody(pool: PoolSnapshot) {
  const { acquireWaitMs, settings } = pool
  return {
    total_requests: pool.totalRequests,
    reused_requests: pool.reusedRequests,
    reuse_rate: rounded(pool.reuseRate, 4),
    connections_opened: pool.connectionsOpened,
    in_flight: pool.inFlight,
    queued: pool.queued,
    overflow: pool.overflow,
    acquire_wait_ms: { p50: rounded(acquireWaitMs.p50, 3), p95: rounded(acquireWaitMs.p95, 3) },
    pool_config: {
      pool_connections: settings.connections,
      pool_maxsize: settings.maxSize,
      pool_block: settings.block,
    },
    origins: pool.origins.map(originBody),
  }
}

function originBody(origin: PoolOriginSnapshot) {
  return {
    origin: origin.origin,
    total_requests: origin.totalRequests,
    reused_requests: origin.reusedRequests,
    reuse_rate: rounded(ratio(origin.reusedRequests, origin.totalRequests), 4),
    connections_opened: origin.connectionsOpened,
    connections_closed: origin.connectionsClosed,
    in_flight: origin.inFlight,
    queued: origin.queued,
    overflow: origin.overflow,
    embed_limit: origin.embedLimit,
    embeds_in_flight: origin.embedsInFlight,
  }
}

function ratio(part: number, whole: number): number | null {
  return whole === 0 ? null : part / whole
}
