import type { Lookup } from './lookup.ts'
import type { Partition } from './partition.ts'

/** By what a neighbour is served, where the guard agrees. */
export interface ServingPolicy {
  /** Least cosine. */
  readonly threshold: number
}

/** What holds for one question; asked at each look-up, so that a change is in force at once. */
export type PolicyFor = (question: string, partition: Partition) => ServingPolicy

/** One look-up as it was decided, for whoever compares decisions. Told only of questions that a person or script asked. */
export interface LookupObservation {
  readonly question: string
  readonly partition: Partition
  /** Those of the partition that are nearest by cosine, most similar first; empty where an exact hit needed none. */
  readonly candidates: readonly {
    readonly entryId: number
    readonly question: string
    readonly similarity: number
  }[]
  readonly found: Lookup
}
