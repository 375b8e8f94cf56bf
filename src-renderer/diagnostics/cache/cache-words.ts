import type { CacheScope, CacheStats, MissReason } from '../../../src-shared/schemas/cache.ts'
import type { Collection } from '../../../src-shared/schemas/library.ts'
import { formatDuration, plural } from '../../ui/format.ts'

const missWords: Readonly<Record<Exclude<MissReason, 'off'>, string>> = {
  nothing_near: 'Nothing alike was kept',
  below_threshold: 'The nearest was not alike enough',
  guard: 'The nearest asks something else',
  stale: 'Its documents have changed',
  expired: 'It was too old',
  unverified: 'Its documents could not be looked at',
  no_vector: 'The question could not be embedded',
  loading: 'Entries were still being read',
  unreadable: 'It could not be read',
  empty: 'The question has no words',
  too_long: 'The question is too long',
  joined: 'It was being answered already',
}

export interface MissCount {
  readonly reason: string
  readonly words: string
  readonly count: number
}

/** The most frequent reason first. What was asked while it was off is no miss. */
export function missCounts(reasons: CacheStats['missReasons']): readonly MissCount[] {
  return (Object.keys(missWords) as (keyof typeof missWords)[])
    .map((reason) => ({ reason, words: missWords[reason], count: reasons[reason] ?? 0 }))
    .filter(({ count }) => count > 0)
    .sort((a, b) => b.count - a.count)
}

const MINUTE = 60_000
const DAY = 86_400_000

/** How long ago, as far as it matters: `under 1 min`, `3 min`, `2 h 5 min`, `3 days`. */
export function ageWords(at: number, now: number): string {
  const age = now - at
  if (age < MINUTE) return 'under 1 min'
  if (age >= DAY) return plural(Math.floor(age / DAY), 'day')
  return formatDuration(Math.floor(age / MINUTE) * MINUTE)
}

/** A collection by its id as a person calls it. */
export function collectionName(id: string | null, collections: readonly Collection[] | null): string {
  if (id === null) return 'All collections'
  return collections?.find((collection) => collection.id === id)?.name ?? 'A collection that is gone'
}

/** `House · qwen3:4b · follow-up`. */
export function scopeWords(scope: CacheScope, collections: readonly Collection[] | null): string {
  return [
    collectionName(scope.collectionId, collections),
    scope.chatModel,
    ...(scope.isFollowUp ? ['follow-up'] : []),
  ].join(' · ')
}
