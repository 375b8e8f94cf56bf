import type { DiagnosticsSnapshot } from '../../../src-shared/schemas/diagnostics.ts'
import type { BreakerName, BreakerSnapshot } from '../../../src-shared/schemas/resilience.ts'
import { momentAfter } from '../../ui/countdown.ts'

/** When each breaker lets a probe through, in epoch milliseconds of the window's clock; null: none is waited for. */
export type NextTries = Readonly<Partial<Record<BreakerName, number | null>>>

/** @param receivedAt when the breakers were told, by the window's clock */
export function nextTriesOf(
  breakers: readonly BreakerSnapshot[],
  receivedAt: number,
  before: NextTries,
): NextTries {
  return Object.fromEntries(
    breakers.map(({ name, probeInMs }) => [name, momentAfter(probeInMs, receivedAt, before[name] ?? null)]),
  )
}

export const breakerOf = (
  snapshot: Pick<DiagnosticsSnapshot, 'resilience'> | null,
  name: BreakerName,
): BreakerSnapshot | null => snapshot?.resilience.breakers.find((breaker) => breaker.name === name) ?? null
