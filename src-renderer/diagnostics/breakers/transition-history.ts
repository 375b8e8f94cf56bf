import type { BreakerTransition } from '../../../src-shared/schemas/resilience.ts'

/** As many as main keeps. */
export const TRANSITIONS_LENGTH = 100

/**
 * Both together, newest first, each once: an event may come before the first look is answered and be in it too.
 * Of two at the same instant the one that led to the other comes after it.
 */
export function mergeTransitions(
  newer: readonly BreakerTransition[],
  older: readonly BreakerTransition[],
): readonly BreakerTransition[] {
  const known = new Set(newer.map(keyOf))
  const all = [...newer, ...older.filter((transition) => !known.has(keyOf(transition)))]
  // Stable, so that what shares an instant stays in the order in which it came.
  return all.toSorted((a, b) => Date.parse(b.at) - Date.parse(a.at)).slice(0, TRANSITIONS_LENGTH)
}

export const keyOf = ({ breaker, at, from, to }: BreakerTransition): string =>
  `${breaker} ${at} ${from} ${to}`
