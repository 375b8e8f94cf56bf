import type {
  BreakerSnapshot,
  BreakerState,
  BreakerTransition,
} from '../../../src-shared/schemas/resilience.ts'
import { formatDuration } from '../../ui/format.ts'
import { stateWords } from './breaker-words.ts'

/** For how long one breaker was in one state; epoch milliseconds. */
export interface Band {
  readonly state: BreakerState
  readonly from: number
  readonly to: number
}

export const BANDS_SPAN = 3_600_000

interface BandsOptions {
  /** Of every breaker, newest first. */
  readonly transitions: readonly BreakerTransition[]
  readonly breaker: Pick<BreakerSnapshot, 'name' | 'state' | 'total'>
  /** When Alcove was started: a breaker's state does not outlive it, so nothing is known of before. */
  readonly startedAt: number
  readonly now: number
}

/**
 * The states of the last hour in the order of time, without a gap from the start or the hour's beginning on. None
 * for one that has changed nothing and was never asked: that it works is not known.
 */
export function bandsOf({ transitions, breaker, startedAt, now }: BandsOptions): readonly Band[] {
  const begin = Math.max(now - BANDS_SPAN, startedAt)
  const changes = transitions
    .filter(({ breaker: name, at }) => name === breaker.name && isWithin(Date.parse(at), begin, now))
    .toReversed()
  if (changes.length === 0 && breaker.state === 'closed' && breaker.total === 0) return []
  const bands: Band[] = []
  let from = begin
  for (const change of changes) {
    const at = Date.parse(change.at)
    if (at > from) bands.push({ state: change.from, from, to: at })
    from = at
  }
  if (now > from) bands.push({ state: changes.at(-1)?.to ?? breaker.state, from, to: now })
  return bands
}

const isWithin = (at: number, from: number, to: number): boolean => at > from && at <= to

/** `Resting 2 min, trying again 3 s`; what it mostly is, working, is not worth a word beside them. */
export function bandWords(bands: readonly Band[]): string {
  if (bands.length === 0) return 'not asked yet'
  const times = new Map<BreakerState, number>()
  for (const { state, from, to } of bands) times.set(state, (times.get(state) ?? 0) + to - from)
  const parts = [...times]
    .filter(([state]) => state !== 'closed')
    .map(([state, time]) => `${stateWords[state].label.toLowerCase()} ${formatDuration(time)}`)
  return parts.length === 0 ? 'closed throughout' : parts.join(', ')
}
