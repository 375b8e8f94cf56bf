import type { Collection } from '../../../src-shared/schemas/library.ts'
import type { QuestionCluster } from '../../../src-shared/schemas/question-patterns.ts'
import { formatCount, formatDateTime, formatDuration } from '../../ui/format.ts'
import { collectionName } from './cache-words.ts'

export type ClusterFigure = 'count' | 'totalMs' | 'unanswered'

/** What a list is ordered by, in words. */
export function clusterFigure(cluster: QuestionCluster, figure: ClusterFigure): string {
  if (figure === 'totalMs') return formatDuration(cluster.totalMs)
  return `${formatCount(cluster[figure])} ×`
}

/** The rest of what is known of it. */
export function clusterFacts(
  { collectionId, count, hits, totalMs, medianMs, unanswered, lastAskedAt }: QuestionCluster,
  figure: ClusterFigure,
  collections: readonly Collection[] | null,
): string {
  return [
    collectionName(collectionId, collections),
    ...(figure === 'totalMs' ? [`asked ${formatCount(count)} ×`, `median ${formatDuration(medianMs)}`] : []),
    ...(figure === 'count' && hits > 0 ? [`${formatCount(hits)} from before`] : []),
    ...(figure === 'count' ? [`${formatDuration(totalMs)} altogether`] : []),
    ...(figure !== 'unanswered' && unanswered > 0 ? [`${formatCount(unanswered)} without an answer`] : []),
    `last ${formatDateTime(lastAskedAt)}`,
  ].join(' · ')
}
