import { ConsecutiveBreaker, CountBreaker, circuitBreaker, handleAll } from 'cockatiel'
import Opossum from 'opossum'
import { systemClock } from '../../src-main/base/clock.ts'
import { CircuitBreaker, defaultBreakerSettings } from '../../src-main/resilience/index.ts'

/** Puts a new breaker around some work; what it returns makes one protected call. */
export type Protect = (work: () => Promise<unknown>) => () => Promise<unknown>

const { failureThreshold, windowSize, timeoutMs, halfOpenMaxCalls } = defaultBreakerSettings

/**
 * Settings as near to ours as each of them goes. cockatiel's rate must be exceeded, so half a failure less; opossum
 * counts over ten seconds instead of ten calls, and its deadline is off, as ours is not the breaker's.
 */
export const contenders: Readonly<Record<string, Protect>> = {
  alcove: (work) => {
    const breaker = new CircuitBreaker({ name: 'ollama_client', clock: systemClock })
    return () => breaker.execute(work)
  },
  'cockatiel CountBreaker': (work) => {
    const policy = circuitBreaker(handleAll, {
      halfOpenAfter: timeoutMs,
      halfOpenSampling: { calls: halfOpenMaxCalls, threshold: 0 },
      breaker: new CountBreaker({
        threshold: (failureThreshold - 0.5) / windowSize,
        size: windowSize,
        minimumNumberOfCalls: failureThreshold,
      }),
    })
    return () => policy.execute(work)
  },
  'cockatiel ConsecutiveBreaker': (work) => {
    const policy = circuitBreaker(handleAll, {
      halfOpenAfter: timeoutMs,
      halfOpenSampling: { calls: halfOpenMaxCalls, threshold: 0 },
      breaker: new ConsecutiveBreaker(failureThreshold),
    })
    return () => policy.execute(work)
  },
  opossum: (work) => {
    const breaker = new Opossum(work, {
      timeout: false,
      errorThresholdPercentage: (100 * failureThreshold) / windowSize,
      resetTimeout: timeoutMs,
      volumeThreshold: failureThreshold,
    })
    return () => breaker.fire()
  },
}
