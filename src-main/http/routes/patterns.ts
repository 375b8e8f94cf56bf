import type { FastifyInstance } from 'fastify'
import type { QuestionCluster, QuestionPatterns } from '../../../src-shared/schemas/question-patterns.ts'
import type { ApiServices } from '../api-services.ts'
import type { RunningAnswers } from '../running-answers.ts'

/** What is asked: holds questions, so behind the token. Times are ISO 8601, durations milliseconds. */
export function patternRoutes(
  server: FastifyInstance,
  { patterns }: Pick<ApiServices, 'patterns'>,
  running: RunningAnswers,
): void {
  server.get('/api/semantic-cache/patterns', async (request, reply) =>
    patternsBody(await patterns.read(running.begin(request, reply))),
  )
}

function patternsBody(patterns: QuestionPatterns) {
  return {
    timestamp: new Date().toISOString(),
    asked: patterns.asked,
    since: patterns.since === null ? null : new Date(patterns.since).toISOString(),
    clustered_by: patterns.clusteredBy,
    most_frequent: patterns.mostFrequent.map(clusterBody),
    most_costly: patterns.mostCostly.map(clusterBody),
    never_answered: patterns.neverAnswered.map(clusterBody),
    near_misses_by_rule: patterns.nearMissesByRule,
  }
}

function clusterBody(cluster: QuestionCluster) {
  return {
    label: cluster.label,
    collection: cluster.collectionId,
    wordings: cluster.wordings,
    count: cluster.count,
    last_asked_at: new Date(cluster.lastAskedAt).toISOString(),
    total_ms: cluster.totalMs,
    median_ms: cluster.medianMs,
    hits: cluster.hits,
    unanswered: cluster.unanswered,
  }
}
