import type { MissReason } from '../../../src-shared/schemas/cache.ts'
import type { ExperimentArm } from '../../../src-shared/schemas/cache-experiment.ts'
import type { Guard } from '../lookup.ts'
import type { LookupObservation } from '../serving-policy.ts'

/** What an arm would have done with one look-up. */
export interface Judgement {
  readonly arm: number
  readonly isHit: boolean
  /** Whose answer it would have served; null for a miss and for an exact hit, which every arm serves alike. */
  readonly entryId: number | null
}

/** Of these no threshold is the reason: they came to no decision that arms could differ in. */
const undecided: ReadonlySet<MissReason> = new Set([
  'off',
  'loading',
  'empty',
  'too_long',
  'no_vector',
  'unverified',
  'unreadable',
])

export function isDecided({ found }: LookupObservation): boolean {
  return found.kind !== 'miss' || !undecided.has(found.reason)
}

/**
 * Each arm's decision by the rule of a look-up (lookup-step.ts): the nearest that is similar enough and that the guard,
 * where the arm is guarded, has nothing against.
 */
export function judge(
  { question, candidates, found }: LookupObservation,
  arms: readonly ExperimentArm[],
  guard: Guard,
): readonly Judgement[] {
  if (found.kind === 'exact') return arms.map((_, arm) => ({ arm, isHit: true, entryId: null }))
  const known = new Map<number, boolean>()
  const isAccepted = (entryId: number, cached: string) => {
    const accepted = known.get(entryId) ?? guard(question, cached) === null
    known.set(entryId, accepted)
    return accepted
  }
  return arms.map(({ threshold, isGuarded }, arm) => {
    const pick = candidates.find(
      ({ entryId, question: cached, similarity }) =>
        similarity >= threshold && (!isGuarded || isAccepted(entryId, cached)),
    )
    return { arm, isHit: pick !== undefined, entryId: pick?.entryId ?? null }
  })
}
