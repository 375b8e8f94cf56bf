import type { ArmResult, ExperimentVerdict } from '../../../src-shared/schemas/cache-experiment.ts'
import { differenceOf } from '../share.ts'
import { nameOf } from './arm.ts'

/** When figures are enough, and what they must say for an arm to be proposed. */
export const verdictRules = {
  /** Look-ups of each guarded arm before hit rates are compared: the interval of a rate is then 7 points or less wide to either side. */
  leastLookups: 200,
  /** Compared answers of an arm before its disagreements are judged: with none of 20 at most 16 % disagree. */
  leastCompared: 20,
  /** Share of disagreements that is never held against an arm, at the upper end of its interval. */
  harmless: 0.02,
} as const

type Placed = ArmResult & { readonly arm: number }

/**
 * What the figures say so far. An arm is proposed where it hits more than the first one, by more than chance
 * (Newcombe's interval of the difference at 95 %, share.ts), and no more of its answers disagree with fresh ones: the
 * upper end of its disagreement rate is not above that of the first arm, or is at most `harmless`. The one that hits
 * most comes first. One without the guard is never proposed: it is there to show what the guard is for.
 */
export function verdictOf(results: readonly ArmResult[]): ExperimentVerdict {
  const [baseline, ...others] = results.map((result, arm): Placed => ({ ...result, arm }))
  if (!baseline) return { kind: 'not_enough', missing: 'an arm' }
  const arms = others.filter(({ isGuarded }) => isGuarded)
  const least = Math.min(...[baseline, ...arms].map(({ lookups }) => lookups))
  const { leastLookups } = verdictRules
  if (least < leastLookups) return { kind: 'not_enough', missing: `${least} of ${leastLookups} look-ups` }
  const better = arms
    .filter((arm) => hitsMore(arm, baseline))
    .sort((a, b) => (b.hitRate?.value ?? 0) - (a.hitRate?.value ?? 0))
  if (better.length === 0) {
    return { kind: 'keep', because: `No guarded arm hits more often than ${nameOf(baseline)}.` }
  }
  const lacking = better.map((arm) => lackOf(arm, baseline))
  const proposed = better.find((arm, place) => lacking[place] === null && isAsRight(arm, baseline))
  if (proposed) return { kind: 'adopt', arm: proposed.arm, because: reasonFor(proposed, baseline) }
  const missing = lacking.find((lack) => lack !== null)
  if (missing) return { kind: 'not_enough', missing }
  const names = better.map(nameOf).join(' and ')
  return {
    kind: 'keep',
    because: `More hits come with ${names}, and with them more answers that may differ from fresh ones.`,
  }
}

function hitsMore({ hitRate }: ArmResult, baseline: ArmResult): boolean {
  return hitRate !== null && baseline.hitRate !== null && differenceOf(hitRate, baseline.hitRate).low > 0
}

/** What is too little to tell whether its answers are as right; null: nothing. */
function lackOf(arm: ArmResult, baseline: ArmResult): string | null {
  const { leastCompared } = verdictRules
  const lacking = (of: ArmResult) => `${of.compared} of ${leastCompared} comparisons at ${nameOf(of)}`
  if (arm.compared < leastCompared) return lacking(arm)
  if (isHarmless(arm) || baseline.compared >= leastCompared) return null
  return lacking(baseline)
}

function isAsRight(arm: ArmResult, { disagreementRate }: ArmResult): boolean {
  return isHarmless(arm) || (arm.disagreementRate?.high ?? 1) <= (disagreementRate?.high ?? 0)
}

const isHarmless = ({ disagreementRate }: ArmResult) =>
  disagreementRate !== null && disagreementRate.high <= verdictRules.harmless

function reasonFor(arm: ArmResult, baseline: ArmResult): string {
  const hits = `${percent(arm.hitRate?.value)} of look-ups hit instead of ${percent(baseline.hitRate?.value)}`
  return `${hits}, and at most ${percent(arm.disagreementRate?.high)} of its answers differ from fresh ones.`
}

const percent = (share: number | undefined) => `${((share ?? 0) * 100).toFixed(1)} %`
