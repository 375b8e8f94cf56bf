import type { ArmResult, ExperimentArm } from '../../../src-shared/schemas/cache-experiment.ts'
import { shareOf } from '../share.ts'

/** What was counted of an arm so far. */
export interface ArmCounts {
  readonly lookups: number
  readonly hits: number
  readonly compared: number
  readonly disagreements: number
}

export const noCounts: ArmCounts = { lookups: 0, hits: 0, compared: 0, disagreements: 0 }

export function resultOf(arm: ExperimentArm, counts: ArmCounts): ArmResult {
  const { lookups, hits, compared, disagreements } = counts
  return {
    ...arm,
    ...counts,
    hitRate: shareOf(hits, lookups),
    disagreementRate: shareOf(disagreements, compared),
  }
}
