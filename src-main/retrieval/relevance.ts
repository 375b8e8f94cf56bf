import type { Evidence, Passage, QuestionWord } from './retriever.ts'
import { stemsOf } from './words.ts'

/** Share of the words' weight that a text holds, 0 to 1; 0 where there is nothing to look for. */
export function coverageOf(words: readonly QuestionWord[], text: string): number {
  const total = words.reduce((sum, { weight }) => sum + weight, 0)
  if (total === 0) return 0
  const held = stemsOf(text)
  return words.reduce((sum, { stem, weight }) => sum + (held.has(stem) ? weight : 0), 0) / total
}

/** A fit below `none` shows nothing; below `doubtful` what is shown is called the closest there is. */
interface Floor {
  readonly none: number
  readonly doubtful: number
}

/**
 * On the sample handbook (test/bench/retrieval-quality.ts; 110 questions that it answers, 18 that it does not,
 * 5 of these about another world altogether), fit = cosine + 0.5 × coverage with all-MiniLM-L6-v2: below 0.42
 * are 6 of the 18 and 1 of the 110, so "none" is right 6 times in 7 and finds a third; below 0.55 are 10 of the
 * 18 and 7 of the 110. The other unanswerable ones are about things that the handbook does speak of, which no
 * search can tell: there the passages are shown, and a capable model says that they do not answer.
 */
const meaningAndWords: Floor = { none: 0.42, doubtful: 0.55 }
/** Fit = coverage: below 0.15 are 2 of the 5 and 2 of the 110, below 0.3 all but one of the 5 and 8 of the 110. */
const wordsAlone: Floor = { none: 0.15, doubtful: 0.3 }
/** Cosines of other embedders lie elsewhere (some give 0.5 to strangers): only words can tell, and never "none". */
const uncalibrated: Floor = { none: 0, doubtful: 0.2 }
const calibrated = /minilm-l6/i

/** `embedder`: the name of the one that the similarities are from; null without them. */
export function weigh(
  words: readonly QuestionWord[],
  passages: readonly Passage[],
  embedder: string | null,
): Evidence {
  const coverages = passages.map(({ title, heading, text }) =>
    coverageOf(words, `${title} ${heading ?? ''} ${text}`),
  )
  const coverage = Math.max(0, ...coverages)
  const similarities = passages.flatMap(({ similarity }) => (similarity === null ? [] : [similarity]))
  const similarity = similarities.length > 0 ? Math.max(...similarities) : null
  const verdict = passages.length === 0 ? 'none' : verdictOf(coverage, similarity, embedder)
  return { words, coverage, similarity, verdict }
}

function verdictOf(
  coverage: number,
  similarity: number | null,
  embedder: string | null,
): Evidence['verdict'] {
  const known = similarity !== null && embedder !== null && calibrated.test(embedder)
  const floor = known ? meaningAndWords : similarity === null ? wordsAlone : uncalibrated
  const fit = known ? similarity + 0.5 * coverage : coverage
  if (fit < floor.none) return 'none'
  return fit < floor.doubtful ? 'doubtful' : 'relevant'
}
