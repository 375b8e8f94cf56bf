import type { FastifyInstance } from 'fastify'
import type { Share } from '../../../src-shared/schemas/cache-calibration.ts'
import type { ArmResult, ExperimentView } from '../../../src-shared/schemas/cache-experiment.ts'
import type { ApiServices } from '../api-services.ts'
import { rounded } from '../rounded.ts'

/**
 * The threshold experiment for scripts: shares 0 to 1 with their 95 % interval, null of nothing; `arms[0]` is what the
 * others are compared with, and `verdict.arm` a place in `arms`. Holds no text of a question, and needs no token.
 */
export function cacheExperimentRoute(
  server: FastifyInstance,
  { experiment }: Pick<ApiServices, 'experiment'>,
): void {
  server.get('/api/semantic-cache/experiment', async () => ({
    timestamp: new Date().toISOString(),
    experiment: experimentBody(experiment.view()),
  }))
}

function experimentBody({ state, plan, startedAt, endedAt, arms, waiting, verdict }: ExperimentView) {
  return {
    state,
    mode: plan?.mode ?? null,
    sample_share: plan?.sampleShare ?? null,
    started_at: isoOf(startedAt),
    ended_at: isoOf(endedAt),
    arms: arms.map(armBody),
    waiting,
    verdict,
  }
}

function armBody(arm: ArmResult) {
  return {
    threshold: arm.threshold,
    guarded: arm.isGuarded,
    lookups: arm.lookups,
    hits: arm.hits,
    hit_rate: shareBody(arm.hitRate),
    compared: arm.compared,
    disagreements: arm.disagreements,
    disagreement_rate: shareBody(arm.disagreementRate),
  }
}

const shareBody = (share: Share | null) =>
  share && { value: rounded(share.value, 4), low: rounded(share.low, 4), high: rounded(share.high, 4) }
const isoOf = (at: number | null): string | null => (at === null ? null : new Date(at).toISOString())
