import { type Passage, type QuestionWord, stemsOf } from '../retrieval/index.ts'
import { type Sentence, sentencesOf } from './sentences.ts'

export interface RankedSentence {
  /** Of the passage in the list given, from 0. */
  readonly passage: number
  readonly sentences: readonly Sentence[]
  /** In `sentences`. */
  readonly at: number
  /** About 0 to 1. */
  readonly score: number
}

/** Finds how near sentences are to the question, in their order: cosines, or null where no embedder answers. */
export type Nearness = (sentences: readonly string[]) => Promise<readonly number[] | null>

/** Words that only the heading or title above a sentence holds count for less than those in it. */
const HEADING_SHARE = 0.5
/** A sentence also gains from those beside it: "It costs 4 crowns" follows the sentence that says what. */
const NEIGHBOUR_SHARE = 0.35
/** Each next passage is a little less likely to hold the answer. */
const RANK_PENALTY = 0.04
/** The share of nearness in meaning against shared words, where both are known. */
const MEANING_SHARE = 0.55
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
  const byWords = passages
    .flatMap((passage, at) => shareOfWords(words, passage, at))
    .sort((a, b) => b.score - a.score)
  const asked = byWords.slice(0, ASKED)
  const cosines = await nearness(asked.map(inContext))
  if (!cosines) return byWords
  return asked
    .map((sentence, at) => ({
      ...sentence,
      score: (1 - MEANING_SHARE) * sentence.score + MEANING_SHARE * (cosines[at] ?? 0),
    }))
    .sort((a, b) => b.score - a.score)
}

function inContext({ sentences, at }: RankedSentence): string {
  return sentences[at]?.text ?? ''
}

function shareOfWords(words: readonly QuestionWord[], passage: Passage, index: number): RankedSentence[] {
  const sentences = sentencesOf(passage.text)
  const total = words.reduce((sum, { weight }) => sum + weight, 0) || 1
  const above = stemsOf(`${passage.title} ${passage.heading ?? ''}`)
  const stems = sentences.map(({ text }) => stemsOf(text))
  return sentences.flatMap((sentence, at) => {
    if (sentence.text.split(/\s+/).length < MIN_WORDS) return []
    const sum = words.reduce((held, { stem, weight }) => {
      if (stems[at]?.has(stem)) return held + weight
      if (stems[at - 1]?.has(stem) || stems[at + 1]?.has(stem)) return held + NEIGHBOUR_SHARE * weight
      return above.has(stem) ? held + HEADING_SHARE * weight : held
    }, 0)
    return [{ passage: index, sentences, at, score: sum / total - RANK_PENALTY * index }]
  })
}
