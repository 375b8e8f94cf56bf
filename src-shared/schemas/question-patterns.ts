/** Questions that ask nearly the same, of one collection. */
export interface QuestionCluster {
  /** The wording that was asked most. */
  readonly label: string
  readonly collectionId: string | null
  readonly wordings: readonly { readonly question: string; readonly count: number }[]
  readonly count: number
  /** Epoch milliseconds. */
  readonly lastAskedAt: number
  /** Milliseconds that answering took: altogether, and the median. */
  readonly totalMs: number
  readonly medianMs: number
  /** Answered from the cache. */
  readonly hits: number
  /** Answered by quotations for want of a model, or with nothing found, or not at all. */
  readonly unanswered: number
}

export interface QuestionPatterns {
  /** Questions looked at, and the time of the first one; null: none was asked. */
  readonly asked: number
  readonly since: number | null
  /** Whether equal meaning was told by vectors, or, without an embedder, by equal letters alone. */
  readonly clusteredBy: 'meaning' | 'letters'
  /** Each ordered, the most telling first. */
  readonly mostFrequent: readonly QuestionCluster[]
  readonly mostCostly: readonly QuestionCluster[]
  readonly neverAnswered: readonly QuestionCluster[]
  readonly nearMissesByRule: readonly {
    readonly rule: string
    readonly count: number
    readonly example: { readonly asked: string; readonly cached: string }
  }[]
}
