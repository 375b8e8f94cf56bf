/** A question that somebody asked, and what came of it. */
export interface AskedQuestion {
  readonly question: string
  readonly collectionId: string | null
  /** Epoch milliseconds. */
  readonly at: number
  /** Milliseconds that answering took. */
  readonly ms: number
  readonly isHit: boolean
  /** It failed, found nothing, or was quoted for want of a model. */
  readonly isUnanswered: boolean
  /** It was asked within a conversation, and may not make sense alone. */
  readonly isFollowUp: boolean
}
