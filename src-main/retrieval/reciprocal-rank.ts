/**
 * Reciprocal rank fusion: score(d) = Σ over the rankings that hold d of 1 / (k + rank), ranks from 1.
 * Cormack, Clarke, Büttcher: Reciprocal Rank Fusion outperforms Condorcet and individual Rank Learning
 * Methods, SIGIR 2009, which also found k = 60. It needs no common scale of cosine and BM25.
 */
const RANK_CONSTANT = 60

export interface Fused<Id> {
  readonly id: Id
  readonly score: number
  /** The rank in each ranking, from 1; null where that one does not hold it. */
  readonly ranks: readonly (number | null)[]
}

/**
 * Best first; equal scores keep the order in which they were first seen, so that the result is the same
 * each time. An id that comes twice in one ranking counts at its better rank.
 */
export function fuse<Id>(rankings: readonly (readonly Id[])[], k = RANK_CONSTANT): Fused<Id>[] {
  const ranksOf = new Map<Id, (number | null)[]>()
  for (const [which, ranking] of rankings.entries()) {
    for (const [at, id] of ranking.entries()) {
      let ranks = ranksOf.get(id)
      if (!ranks) {
        ranks = rankings.map(() => null)
        ranksOf.set(id, ranks)
      }
      ranks[which] ??= at + 1
    }
  }
  return [...ranksOf]
    .map(([id, ranks]) => ({
      id,
      ranks,
      score: ranks.reduce<number>((sum, rank) => sum + (rank === null ? 0 : 1 / (k + rank)), 0),
    }))
    .sort((a, b) => b.score - a.score)
}
