/** What the documents are now. */
export interface CorpusState {
  /** Changes with every change of any content. */
  readonly version: string
  /**
   * Whether what a search finds cannot change while `version` stays: false while documents are on their way into
   * the indexes or out of them.
   */
  readonly isSettled: boolean
  /** Every piece of content that comes from now on has a higher chunk id: they are never used twice. */
  readonly newestChunk: number
}

export interface Corpus {
  state(): CorpusState
  /** The revision that counts of each of these documents; those that are gone are absent. */
  revisions(documentIds: readonly string[]): ReadonlyMap<string, number>
}
