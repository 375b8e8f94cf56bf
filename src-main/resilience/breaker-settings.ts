import type { BreakerSettings } from '../../src-shared/schemas/resilience.ts'

export type { BreakerSettings }

/** Those of the issue: five failures among the last ten calls open it for half a minute. */
export const defaultBreakerSettings: BreakerSettings = {
  failureThreshold: 5,
  timeoutMs: 30_000,
  successThreshold: 2,
  windowSize: 10,
  halfOpenMaxCalls: 3,
  halfOpenMaxWaitMs: 30_000,
}

/** Throws RangeError that names the setting, its bounds and what was given. */
export function checkBreakerSettings(settings: BreakerSettings): BreakerSettings {
  const { failureThreshold, windowSize } = settings
  for (const [name, value] of Object.entries(settings)) {
    const isCount = !name.endsWith('Ms')
    if (!(value > 0) || (isCount && !Number.isInteger(value))) {
      throw new RangeError(
        `CircuitBreaker ${name} must be a ${isCount ? 'whole number' : 'number'} above 0, got ${value}`,
      )
    }
  }
  if (failureThreshold > windowSize) {
    throw new RangeError(
      `CircuitBreaker failureThreshold must not be above windowSize (${windowSize}), got ${failureThreshold}`,
    )
  }
  return settings
}
