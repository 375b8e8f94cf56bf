import type {
  BreakerSnapshot,
  BreakerState,
  BreakerTransition,
} from '../../../src-shared/schemas/resilience.ts'
import { formatDuration } from '../../ui/format.ts'
import { stateWords } from './breaker-words.ts'

/** For how long one breaker was in one state; epoch milliseconds. */
export interface Band {
  /** `unknown`: before Alcove was started, and no change that is kept tells how it was. */
  readonly state: BreakerState | 'unknown'
  readonly from: number
  readonly to: number
}

export const BANDS_SPAN = 3_600_000

interface BandsOptions {
  /** Of every breaker, newest first. */
  readonly transitions: readonly BreakerTransition[]
  readonly breaker: Pick<BreakerSnapshot, 'name' | 'state' | 'total'>
  /** When Alcove was started: a breaker's state does not outlive it, but its changes do. */
  readonly startedAt: number
  readonly now: number
}

/**
 * The states of the last hour in the order of time, without a gap, but that of one that has changed nothing and was
 * never asked since the start: that it works is not known.
 */
export function bandsOf(options: BandsOptions): readonly Band[] {
  return [...bandsBefore(options), ...bandsSince(options)]
}

/** Of earlier runs of Alcove, whose ends are not kept: an outage shows by itself that it ran, a closed breaker not. */
function bandsBefore({ transitions, breaker, startedAt, now }: BandsOptions): readonly Band[] {
  const begin = now - BANDS_SPAN
  if (startedAt <= begin) return []
  const changes = transitions
    .filter(({ breaker: name, at }) => name === breaker.name && Date.parse(at) <= startedAt)
    .toReversed()
  const bands: Band[] = []
  let known = begin
  for (const [index, { at, to: state }] of changes.entries()) {
    const next = changes[index + 1]
    // Each start begins closed: what another change ended, was so all the time.
    if (state === 'closed' || next?.from !== state) continue
    const [from, to] = [Math.max(Date.parse(at), begin), Date.parse(next.at)]
    if (to <= from) continue
    if (from > known) bands.push({ state: 'unknown', from: known, to: from })
    bands.push({ state, from, to })
    known = to
  }
  return startedAt > known ? [...bands, { state: 'unknown', from: known, to: startedAt }] : bands
}

function bandsSince({ transitions, breaker, startedAt, now }: BandsOptions): readonly Band[] {
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

export const labelOf = (state: Band['state']): string =>
  state === 'unknown' ? 'Not known' : stateWords[state].label

const isWithin = (at: number, from: number, to: number): boolean => at > from && at <= to

/** `Resting 2 min, trying again 3 s`; what it mostly is, working, is not worth a word beside them. */
export function bandWords(bands: readonly Band[]): string {
  const times = new Map<Band['state'], number>()
  for (const { state, from, to } of bands) times.set(state, (times.get(state) ?? 0) + to - from)
  if ([...times.keys()].every((state) => state === 'unknown')) return 'not asked yet'
  const parts = [...times]
    .filter(([state]) => state !== 'closed')
    .map(([state, time]) => `${labelOf(state).toLowerCase()} ${formatDuration(time)}`)
  return parts.length === 0 ? 'closed throughout' : parts.join(', ')
}
