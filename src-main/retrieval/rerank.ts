import type { FoundChunk } from './joined-passages.ts'
import { coverageOf } from './relevance.ts'
import type { QuestionWord } from './retriever.ts'

/** How many of the fused list are looked at again. */
const RERANKED = 20
/**
 * What a question's words count against its meaning. Anything from 0.3 to 0.8 does about as well on the sample
 * handbook (test/bench/retrieval-quality.ts): hit@1 from 0.72 by rank alone to 0.77.
 */
const COVERAGE_WEIGHT = 0.5

/**
 * Puts the head of the fused list in order by how well each chunk itself fits: cosine + 0.5 × the share of the
 * question's words that it holds, by rarity. Ranks forget how far apart two candidates were; a convex
 * combination of scores keeps it (Bruch, Gai, Ingber: An Analysis of Fusion Functions for Hybrid Retrieval,
 * ACM TOIS 2023). Without cosines the order stays.
 */
export function rerank(found: readonly FoundChunk[], words: readonly QuestionWord[]): FoundChunk[] {
  const similarities = found.flatMap(({ similarity }) => (similarity === null ? [] : [similarity]))
  if (similarities.length === 0) return [...found]
  // A chunk that only the words found is further away than any that the vectors did.
  const furthest = Math.min(...similarities)
  const head = found
    .slice(0, RERANKED)
    .map((chunk) => {
      const { title, heading, text } = chunk.row
      const coverage = coverageOf(words, `${title} ${heading ?? ''} ${text}`)
      return { ...chunk, score: (chunk.similarity ?? furthest) + COVERAGE_WEIGHT * coverage }
    })
    .sort((a, b) => b.score - a.score)
  const last = head.at(-1)?.score ?? 0
  // Below the head, in the old order, under the head's scores.
  return [
    ...head,
    ...found.slice(RERANKED).map((chunk) => ({ ...chunk, score: Math.min(last, chunk.score) })),
  ]
}
