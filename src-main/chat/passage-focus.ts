import { type Passage, stemsOf } from '../retrieval/index.ts'
import { type Sentence, sentencesOf } from './sentences.ts'

/** How much each stem tells. */
export type StemWeights = ReadonlyMap<string, number>

export interface Focus {
  /** Offsets into the document's stored text. */
  readonly start: number
  readonly end: number
  /** Exactly that span. */
  readonly quote: string
}

/** A quote shorter than this gets the sentence after it, or it would mean nothing by itself. */
const MIN_QUOTE = 40
const MAX_QUOTE = 400

/** The sentence of the passage that holds most of what is looked for; the first one where none holds any. */
export function focusOn(passage: Passage, wanted: StemWeights): Focus {
  const sentences = sentencesOf(passage.text)
  let best = 0
  let bestScore = 0
  for (const [at, sentence] of sentences.entries()) {
    const score = overlap(sentence.text, wanted)
    if (score > bestScore) {
      best = at
      bestScore = score
    }
  }
  return spanOf(passage, sentences, best)
}

/** Sum of the weights of the stems that the text holds. */
export function overlap(text: string, wanted: StemWeights): number {
  let sum = 0
  for (const stem of stemsOf(text)) sum += wanted.get(stem) ?? 0
  return sum
}

export function spanOf(passage: Passage, sentences: readonly Sentence[], at: number): Focus {
  const sentence = sentences[at]
  if (!sentence) return span(passage, 0, Math.min(passage.text.length, MAX_QUOTE))
  const next = sentences[at + 1]
  const end =
    sentence.text.length < MIN_QUOTE && next && next.end - sentence.start <= MAX_QUOTE
      ? next.end
      : sentence.end
  return span(passage, sentence.start, Math.min(end, sentence.start + MAX_QUOTE))
}

function span(passage: Passage, from: number, to: number): Focus {
  return { start: passage.start + from, end: passage.start + to, quote: passage.text.slice(from, to) }
}
