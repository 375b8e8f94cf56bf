import { type JudgedPair, thresholds } from './curve.ts'

export interface Recommendation {
  /** Least cosine that by itself keeps questions of the same subject apart as precisely as wanted. Null: there is none. */
  readonly floor: number | null
  /** Least threshold, not below the floor, at which cosine and guard are as precise as wanted. Null: there is none. */
  readonly threshold: number | null
}

/**
 * The least threshold that may be called as precise as `wanted` (0 to 1).
 *
 * Cosine and guard are there for different things, and each has to be as precise as wanted at its own:
 *
 * - The guard tells near twins apart. Cosine cannot: "on" and "off" are as near as two wordings of one question.
 *   So both together are asked about all pairs.
 * - Cosine keeps apart what merely concerns one subject. The guard could do this on the pairs that ship with the app
 *   at any cosine, but it knows words, and no list of words is whole: where it takes two words for synonyms that
 *   are none, only cosine is left. So cosine alone is asked about the `same` and the `related` pairs, and
 *   the least threshold that passes is the floor. Without it the guard's success on known pairs would recommend
 *   every cosine.
 *
 * Few pairs prove little. A precision is therefore reckoned as if one hit more had been seen, and had been false:
 * right / (hits + 1), the pessimist's side of Laplace's rule of succession. 99 % takes 99 right hits without a
 * false one, 99.9 % takes 999, and no number of pairs shows 100 %.
 */
export function recommend(pairs: readonly JudgedPair[], wanted: number): Recommendation {
  const apart = pairs.filter(({ kind }) => kind !== 'twin')
  const passing = pairs.filter(({ passes }) => passes)
  const floor = thresholds.find((threshold) => isPrecise(apart, threshold, wanted)) ?? null
  if (floor === null) return { floor, threshold: null }
  const threshold = thresholds.find((one) => one >= floor && isPrecise(passing, one, wanted)) ?? null
  return { floor, threshold }
}

function isPrecise(pairs: readonly JudgedPair[], threshold: number, wanted: number): boolean {
  const hits = pairs.filter(({ cosine }) => cosine >= threshold)
  const right = hits.filter(({ kind }) => kind === 'same').length
  return right / (hits.length + 1) >= wanted
}
