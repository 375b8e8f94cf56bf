import type { BreakerSnapshot } from '../../src-shared/schemas/resilience.ts'

/**
 * What a try by hand came to. `silent` where it says nothing of the server, as when that is busy; `unasked` where no
 * call was made, as while its supervisor says that it is away.
 */
export type ProbeResult = 'failed' | 'answered' | 'silent' | 'unasked'

/** @param before its breaker as it was known when the try was asked for; absent where nothing was */
export function probeResult(
  before: Pick<BreakerSnapshot, 'total' | 'failures' | 'successes'> | null | undefined,
  after: BreakerSnapshot,
): ProbeResult {
  if (after.failures > (before?.failures ?? 0) && after.consecutiveFailures > 0) return 'failed'
  if (after.successes > (before?.successes ?? 0)) return 'answered'
  return before && after.total === before.total ? 'unasked' : 'silent'
}
