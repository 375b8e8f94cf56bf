import type { ErrorCode } from '../../src-shared/error-codes.ts'
import type { Timings } from '../../src-shared/schemas/chat.ts'
import type { Priority } from '../resilience/index.ts'

/** A piece of a document that may answer, joined with its neighbours where they were hit too. */
export interface Passage {
  readonly documentId: string
  readonly title: string
  readonly path: string
  readonly heading: string | null
  readonly page: number | null
  /** Offsets into the stored text; `text` is exactly that span. */
  readonly start: number
  readonly end: number
  readonly text: string
  readonly tokens: number
  /** Relevance, for ordering only: of one question, and only against each other. */
  readonly score: number
  /** Best cosine similarity among its chunks; null where the dense leg did not find it. */
  readonly similarity: number | null
  readonly denseRank: number | null
  readonly lexicalRank: number | null
}

export interface RetrievalRequest {
  readonly question: string
  readonly collectionId: string | null
  /** Most passages. */
  readonly k: number
  /** Most tokens of all passages together. */
  readonly tokenBudget: number
}

export type LegState = 'ok' | 'no_embedder' | 'no_vector_store' | 'no_vectors'

/** A content word of the question. */
export interface QuestionWord {
  readonly text: string
  readonly stem: string
  /** Its rarity among the chunks searched (idf): how much it tells. */
  readonly weight: number
}

/** How well what was found fits what was asked; relevance.ts says how the verdict is reached. */
export interface Evidence {
  readonly words: readonly QuestionWord[]
  /** Share of the words' weight that the best passage holds, 0 to 1. */
  readonly coverage: number
  /** Best cosine of any passage; null without the dense leg. */
  readonly similarity: number | null
  /** `doubtful`: worth showing as the closest there is, not worth calling an answer. */
  readonly verdict: 'relevant' | 'doubtful' | 'none'
}

export interface Retrieval {
  /** Best first. */
  readonly passages: readonly Passage[]
  readonly evidence: Evidence
  /** Of the dense leg; full-text search always answers. */
  readonly dense: LegState
  /** Why the dense leg failed, where a call of its did; CIRCUIT_OPEN: it was not made. */
  readonly denseFailure: ErrorCode | null
  readonly timings: Pick<Timings, 'embed' | 'dense' | 'lexical' | 'fuse'>
  /** For the trace: what was found by which leg at which rank, and what the budget dropped. */
  readonly considered: readonly {
    readonly chunkId: number
    readonly denseRank: number | null
    readonly lexicalRank: number | null
    readonly similarity: number | null
    readonly score: number
    readonly kept: boolean
  }[]
}

export interface Retriever {
  /** @param priority who waits for it. @default 'person' */
  retrieve(request: RetrievalRequest, signal: AbortSignal, priority?: Priority): Promise<Retrieval>
}
