import { z } from 'zod'
import type { Share } from './cache-calibration.ts'

export const experimentArm = z.strictObject({
  threshold: z.number().min(0).max(1),
  isGuarded: z.boolean(),
})
export type ExperimentArm = z.infer<typeof experimentArm>

export const experimentPlan = z.strictObject({
  /** Each different from the others; the first is what the others are compared with. */
  arms: z.array(experimentArm).min(2).max(6),
  /**
   * `shadow`: each question is judged by every arm, and served by the settings. `live`: each question belongs to one
   * arm, by its hash, and is served by it.
   */
  mode: z.enum(['shadow', 'live']),
  /** Share of hits that are answered afresh in the background and compared, 0 to 1. */
  sampleShare: z.number().min(0).max(1),
})
export type ExperimentPlan = z.infer<typeof experimentPlan>

export const defaultExperimentPlan: ExperimentPlan = {
  arms: [
    { threshold: 0.92, isGuarded: true },
    { threshold: 0.9, isGuarded: true },
    { threshold: 0.95, isGuarded: true },
    { threshold: 0.92, isGuarded: false },
  ],
  mode: 'shadow',
  sampleShare: 0.1,
}

export interface ArmResult extends ExperimentArm {
  /** Look-ups that came to a decision of this arm. */
  readonly lookups: number
  readonly hits: number
  readonly hitRate: Share | null
  /** Hits whose answer was compared with a fresh one. */
  readonly compared: number
  readonly disagreements: number
  readonly disagreementRate: Share | null
}

/** What the figures say so far. */
export type ExperimentVerdict =
  /** `missing`: in words, what there is too little of. */
  | { readonly kind: 'not_enough'; readonly missing: string }
  /** `arm` is an index into `arms`. */
  | { readonly kind: 'adopt'; readonly arm: number; readonly because: string }
  | { readonly kind: 'keep'; readonly because: string }

export interface ExperimentView {
  readonly state: 'none' | 'running' | 'ended'
  readonly plan: ExperimentPlan | null
  /** Epoch milliseconds. */
  readonly startedAt: number | null
  readonly endedAt: number | null
  readonly arms: readonly ArmResult[]
  /** Hits that wait to be answered afresh. */
  readonly waiting: number
  readonly verdict: ExperimentVerdict | null
}
