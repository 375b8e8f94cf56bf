import { coverageOf, type Passage, type QuestionWord, stemsOf } from '../retrieval/index.ts'
import { type Sentence, sentencesOf } from './sentences.ts'

export interface RankedSentence {
  /** Of the passage in the list given, from 0. */
  readonly passage: number
  readonly sentences: readonly Sentence[]
  /** In `sentences`. */
  readonly at: number
  /** For ordering, and against the best alone. */
  readonly score: number
}

/** Finds how near sentences are to the question, in their order: cosines, or null where no embedder answers. */
export type Nearness = (sentences: readonly string[]) => Promise<readonly number[] | null>

/**
 * Chosen on the sample handbook (test/bench/answer-quality.ts), where each may change by half without much
 * changing. A word that stands only in the sentence before or after, or above, counts for a part of one in it:
 * "It costs 4 crowns" follows the sentence that says what.
 */
const share = { before: 0.5, after: 0.2, above: 0.5 } as const
/** What counts for how much: words, meaning, how well the whole passage fits, and each rank further down. */
const weight = { words: 0.35, meaning: 0.6, passage: 0.6, rank: 0.02 } as const
/** Sentences whose nearness is asked for: the embedder takes some 10 ms for each. */
const ASKED = 24
const MIN_WORDS = 3

/**
 * The sentences of the passages by how likely they answer: the share of the question's words they hold, each
 * by its rarity, and where an embedder answers the cosine with the question. Deterministic.
 */
export async function rankSentences(
  words: readonly QuestionWord[],
  passages: readonly Passage[],
  nearness: Nearness,
): Promise<RankedSentence[]> {
  const byWords = passages.flatMap((passage, at) => byWordsAlone(words, passage, at)).sort(bestFirst)
  const asked = byWords.slice(0, ASKED)
  const cosines = await nearness(asked.map(({ sentences, at }) => withNext(sentences, at)))
  if (!cosines) return byWords
  return asked
    .map((ranked, at) => ({ ...ranked, score: ranked.score + weight.meaning * (cosines[at] ?? 0) }))
    .sort(bestFirst)
}

function withNext(sentences: readonly Sentence[], at: number): string {
  return `${sentences[at]?.reading ?? ''} ${sentences[at + 1]?.reading ?? ''}`.trim()
}

function bestFirst(a: RankedSentence, b: RankedSentence): number {
  return b.score - a.score
}

function byWordsAlone(words: readonly QuestionWord[], passage: Passage, index: number): RankedSentence[] {
  const sentences = sentencesOf(passage.text)
  const stems = sentences.map(({ reading }) => stemsOf(reading))
  const above = `${passage.title} ${passage.heading ?? ''}`
  const aboveStems = stemsOf(above)
  const total = words.reduce((sum, word) => sum + word.weight, 0) || 1
  const fit = (passage.similarity ?? 0) + 0.5 * coverageOf(words, `${above} ${passage.text}`)
  const shareOf = (stem: string, at: number): number => {
    if (stems[at]?.has(stem)) return 1
    const before = stems[at - 1]?.has(stem) ? share.before : 0
    const after = stems[at + 1]?.has(stem) ? share.after : 0
    return Math.max(before, after, aboveStems.has(stem) ? share.above : 0)
  }
  return sentences.flatMap(({ reading }, at) => {
    if (reading.split(' ').length < MIN_WORDS) return []
    const held = words.reduce((sum, word) => sum + word.weight * shareOf(word.stem, at), 0) / total
    return [
      {
        ...{ passage: index, sentences, at },
        score: weight.words * held + weight.passage * fit - weight.rank * index,
      },
    ]
  })
}
