import type { QuestionCluster } from '../../../src-shared/schemas/question-patterns.ts'
import { TimeSlices } from '../../base/time-slices.ts'
import { ExactIndex } from '../exact-index.ts'
import type { Guard } from '../lookup.ts'
import type { Wording } from './wordings.ts'

/** By what two wordings ask the same. */
export interface Sameness {
  /** Unit vectors; undefined: the wording is its own cluster. */
  readonly vectorOf: (question: string) => Float32Array | undefined
  /** Least cosine. */
  readonly threshold: number
  readonly guard: Guard
  /** False: what is left is told apart by its letters, as it was asked least. @default always */
  readonly isInTime?: () => boolean
}

/** Clusters looked at for one wording: where the nearest asks something else, the next may ask the same. */
const CANDIDATES = 3

interface Group {
  /** The first one, which is asked most: all others are compared with it, so that no chain of likenesses forms. */
  readonly wordings: Wording[]
}

/**
 * Wordings of one collection that ask the same fall together: each joins the nearest cluster whose first wording is near
 * enough and to which the guard does not object, or begins one of its own. In slices of a few milliseconds.
 *
 * @param wordings asked most first
 */
export async function clustersOf(
  wordings: readonly Wording[],
  { vectorOf, threshold, guard, isInTime = () => true }: Sameness,
  signal: AbortSignal,
): Promise<readonly QuestionCluster[]> {
  const slices = new TimeSlices()
  const groups: Group[] = []
  const indexes = new Map<string | null, ExactIndex>()
  for (const wording of wordings) {
    await slices.rest(signal)
    const vector = isInTime() ? vectorOf(wording.question) : undefined
    const index = vector && indexOf(indexes, wording.collectionId, vector.length)
    const near = vector && index ? await index.nearest(vector, CANDIDATES, threshold) : []
    const group = near
      .map(({ id }) => groups[id])
      .find((each) => each?.wordings[0] && guard(wording.question, each.wordings[0].question) === null)
    if (group) group.wordings.push(wording)
    else {
      if (vector) index?.add(groups.length, vector)
      groups.push({ wordings: [wording] })
    }
  }
  const clusters: QuestionCluster[] = []
  for (const group of groups) {
    await slices.rest(signal)
    clusters.push(clusterOf(group))
  }
  return clusters
}

function indexOf(
  indexes: Map<string | null, ExactIndex>,
  collectionId: string | null,
  dimension: number,
): ExactIndex {
  const known = indexes.get(collectionId)
  if (known) return known
  const index = new ExactIndex(dimension)
  indexes.set(collectionId, index)
  return index
}

function clusterOf({ wordings }: Group): QuestionCluster {
  const asked = wordings.flatMap((wording) => wording.asked)
  const times = asked.map(({ ms }) => ms).sort((one, other) => one - other)
  const [first] = wordings
  return {
    label: first?.question ?? '',
    collectionId: first?.collectionId ?? null,
    wordings: wordings.map(({ question, asked: { length: count } }) => ({ question, count })),
    count: asked.length,
    lastAskedAt: Math.max(...asked.map(({ at }) => at)),
    totalMs: Math.round(times.reduce((sum, ms) => sum + ms, 0)),
    medianMs: Math.round(median(times)),
    hits: asked.filter(({ isHit }) => isHit).length,
    unanswered: asked.filter(({ isUnanswered }) => isUnanswered).length,
  }
}

function median(sorted: readonly number[]): number {
  const middle = sorted.length / 2
  const [low = 0, high = 0] = [sorted[Math.ceil(middle) - 1], sorted[Math.floor(middle)]]
  return (low + high) / 2
}
