import type { CachedAnswer, MissReason } from '../../src-shared/schemas/cache.ts'
import type { CorpusState } from './corpus.ts'
import type { Partition } from './partition.ts'
import type { Searched } from './searched.ts'

/** Why two questions may not share an answer; null: nothing speaks against it. */
export type Guard = (
  asked: string,
  cached: string,
) => { readonly rule: string; readonly detail: string } | null

/** What equal questions have in common however they are typed; null: there is nothing to tell them by. */
export type ExactKey = (question: string) => string | null

export interface LookupRequest {
  /** As the person typed it. */
  readonly question: string
  readonly partition: Partition
  /** Asked for only where there is no exact hit; null or a failure: no semantic hit. */
  readonly embed: (signal: AbortSignal) => Promise<Float32Array | null>
  /**
   * Nobody asked: it counts neither as hit nor as miss, is no use of the entry and no near-miss.
   *
   * @default false
   */
  readonly background?: boolean
}

export interface Hit {
  readonly kind: 'exact' | 'semantic'
  readonly entry: {
    readonly id: number
    readonly question: string
    /** Epoch milliseconds. */
    readonly createdAt: number
    readonly answer: CachedAnswer
  }
  /** Cosine; 1 for an exact hit. */
  readonly similarity: number
  readonly ageMs: number
}

export interface Miss {
  readonly kind: 'miss'
  readonly reason: MissReason
  /** Of the question, where it was embedded: the insert need not ask for it again. */
  readonly vector: Float32Array | null
  /** The nearest that was not served. */
  readonly rejected?: { readonly entryId: number; readonly similarity: number; readonly rule: string }
}

export type Lookup = Hit | Miss

export interface InsertRequest {
  readonly question: string
  readonly partition: Partition
  readonly vector: Float32Array | null
  readonly answer: CachedAnswer
  readonly searched: Searched
  /**
   * Nobody asked: no other entry goes to make room for it.
   *
   * @default false
   */
  readonly background?: boolean
}

/** What was so before the search; an insert is refused where it is not so any more. */
export interface Epoch extends CorpusState {
  /** Rises when entries are dropped by hand or all at once. */
  readonly round: number
}

export type Invalidation =
  | { readonly documentId: string }
  | { readonly collectionId: string }
  | { readonly all: true }
