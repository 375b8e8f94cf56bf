import type { Registry } from 'prom-client'
import type { BreakerState } from '../../src-shared/schemas/resilience.ts'
import type { CircuitBreaker } from '../resilience/index.ts'
import { collectedCounter, collectedGauge } from './collected.ts'

/** What the metrics read of a breaker. */
export type MeasuredBreaker = Pick<CircuitBreaker, 'name' | 'state' | 'totals' | 'probeInMs'>

const states: readonly BreakerState[] = ['closed', 'open', 'half_open', 'forced_open', 'disabled']
const outcomes = ['success', 'failure', 'neutral', 'rejected'] as const

/** Counts are since the start: a reset by hand does not take them back, as Prometheus wants it. */
export function addBreakerMetrics(registry: Registry, breakers: readonly MeasuredBreaker[]): void {
  collectedGauge(registry, {
    name: 'alcove_circuit_breaker_state',
    help: 'State of each breaker: 1 for the one it is in, 0 for the others.',
    labelNames: ['name', 'state'],
    read: () =>
      breakers.flatMap((breaker) =>
        states.map((state) => [{ name: breaker.name, state }, breaker.state === state ? 1 : 0] as const),
      ),
  })
  collectedCounter(registry, {
    name: 'alcove_circuit_breaker_calls_total',
    help: 'Calls by what they came to; rejected ones were not made. A call with its retries is one.',
    labelNames: ['name', 'outcome'],
    read: () =>
      breakers.flatMap(({ name, totals }) =>
        outcomes.map((outcome) => [{ name, outcome }, totals[outcome]] as const),
      ),
  })
  collectedCounter(registry, {
    name: 'alcove_circuit_breaker_transitions_total',
    help: 'Changes of state.',
    labelNames: ['name', 'from', 'to'],
    read: () =>
      breakers.flatMap(({ name, totals }) =>
        [...totals.transitions].map(([key, count]) => {
          const [from = '', to = ''] = key.split('>')
          return [{ name, from, to }, count] as const
        }),
      ),
  })
  collectedGauge(registry, {
    name: 'alcove_circuit_breaker_retry_after_seconds',
    help: 'Until an open breaker lets a probe through; 0: it is due. No sample where it is not open.',
    labelNames: ['name'],
    read: () =>
      breakers.flatMap(({ name, probeInMs }) =>
        probeInMs === null ? [] : [[{ name }, probeInMs / 1_000] as const],
      ),
  })
}
