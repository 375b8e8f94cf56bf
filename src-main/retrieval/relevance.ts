import type { Evidence, Passage, QuestionWord } from './retriever.ts'
import { stemsOf } from './words.ts'

/** Share of the words' weight that a text holds, 0 to 1; 0 where there is nothing to look for. */
export function coverageOf(words: readonly QuestionWord[], text: string): number {
  const total = words.reduce((sum, { weight }) => sum + weight, 0)
  if (total === 0) return 0
  const held = stemsOf(text)
  return words.reduce((sum, { stem, weight }) => sum + (held.has(stem) ? weight : 0), 0) / total
}

export function weigh(words: readonly QuestionWord[], passages: readonly Passage[]): Evidence {
  const coverage = Math.max(
    0,
    ...passages.map((passage) =>
      coverageOf(words, `${passage.title} ${passage.heading ?? ''} ${passage.text}`),
    ),
  )
  const similarities = passages.flatMap(({ similarity }) => (similarity === null ? [] : [similarity]))
  const similarity = similarities.length > 0 ? Math.max(...similarities) : null
  return { words, coverage, similarity, verdict: verdictOf(coverage, similarity, passages.length) }
}

function verdictOf(coverage: number, similarity: number | null, found: number): Evidence['verdict'] {
  if (found === 0) return 'none'
  const value = similarity === null ? coverage : similarity + 0.5 * coverage
  if (similarity === null) return value >= 0.45 ? 'relevant' : value >= 0.25 ? 'doubtful' : 'none'
  return value >= 0.6 ? 'relevant' : value >= 0.45 ? 'doubtful' : 'none'
}
