import type { BreakerName, BreakerSnapshot } from '../../../src-shared/schemas/resilience.ts'
import { plural } from '../../ui/format.ts'
import { probeResult } from '../../ui/probe-result.ts'

/** What a try came to, for a person. */
export interface TryOutcome {
  readonly tone: 'good' | 'bad' | 'off'
  readonly words: string
}

/** A try by hand of one breaker: whether one is under way, and what the last came to. */
export interface Try {
  readonly isTrying: boolean
  /** `at` in epoch milliseconds. */
  readonly tried: (TryOutcome & { readonly at: number }) | null
}

export type Tries = Readonly<Partial<Record<BreakerName, Try>>>

export const untried: Try = { isTrying: false, tried: null }

/** @param before the breaker as it was shown when the try was asked for; null where nothing was shown */
export function tryOutcome(before: BreakerSnapshot | null, after: BreakerSnapshot): TryOutcome {
  switch (probeResult(before, after)) {
    case 'failed':
      return { tone: 'bad', words: `It failed: ${after.lastFailure?.message ?? 'no reason given'}` }
    case 'answered':
      return { tone: 'good', words: `It answered.${stillNeeded(after)}` }
    case 'unasked':
      return { tone: 'off', words: 'It was not asked: there is nothing yet that could be.' }
    case 'silent':
      return { tone: 'off', words: 'It was asked, but the try says nothing of it: it may be busy.' }
  }
}

function stillNeeded({ state, settings, consecutiveSuccesses }: BreakerSnapshot): string {
  const left = settings.successThreshold - consecutiveSuccesses
  if (state !== 'half_open' || left <= 0) return ''
  return ` After ${plural(left, 'more success', 'more successes')} it works as before.`
}
