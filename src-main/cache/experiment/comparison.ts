import type { CachedAnswer } from '../../../src-shared/schemas/cache.ts'
import type { Lookup } from '../lookup.ts'
import type { Partition } from '../partition.ts'

/** Of a question, all that an answer to it needs. Only of first ones: what was said before is not kept here. */
export interface AskedAgain {
  readonly question: string
  /** Null: all collections. */
  readonly collectionId: string | null
  readonly k: number
}

/** What of an answer is compared: its text, and where in the documents it says that it stands. */
export type ComparedAnswer = Pick<CachedAnswer, 'answer' | 'citations'>

/** A hit, or what would have been one, whose answer is to be compared with a fresh one. */
export interface Comparison {
  readonly request: AskedAgain
  /** Key of the partition that both answers are of. */
  readonly partition: string
  /** Version of the documents that both answers are of. */
  readonly corpus: string
  /** Whose answer which arm would have served, by id of the entry. */
  readonly picks: readonly (readonly [arm: number, entryId: number])[]
  /** Null: the question is to be answered afresh first. */
  readonly fresh: ComparedAnswer | null
}

export type WaitingComparison = Comparison & { readonly id: number }

/** A question that was looked up and answered, from the cache or afresh. */
export interface AnsweredLookup {
  /** The very one that `SemanticCache.onLookedUp` told. */
  readonly found: Lookup
  readonly request: AskedAgain
  /** Whether something was said before it. */
  readonly isFollowUp: boolean
  readonly partition: Partition
  /** Version of the documents before the search. */
  readonly corpus: string
  /** What was written; null where it was served from the cache, or is not fit to be kept. */
  readonly fresh: ComparedAnswer | null
}
