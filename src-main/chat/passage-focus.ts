import { type Passage, stemsOf } from '../retrieval/index.ts'
import { type Sentence, sentencesOf } from './sentences.ts'
import { isNamedRow } from './table-row.ts'

/** How much each stem tells. */
export type StemWeights = ReadonlyMap<string, number>

export interface Focus {
  /** Offsets into the document's stored text. */
  readonly start: number
  readonly end: number
  /** Exactly that span. */
  readonly quote: string
  /** The same as a person reads it by itself. */
  readonly reading: string
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
function overlap(text: string, wanted: StemWeights): number {
  let sum = 0
  for (const stem of stemsOf(text)) sum += wanted.get(stem) ?? 0
  return sum
}

/** A sentence, and the next of its paragraph while both are no longer than `upTo` or the first is too short. */
export function spanOf(passage: Passage, sentences: readonly Sentence[], at: number, upTo = 0): Focus {
  const sentence = sentences[at]
  if (!sentence) return wholeOf(passage)
  const next = sentences[at + 1]
  const joins =
    next !== undefined &&
    (sentence.text.length < MIN_QUOTE && !isNamedRow(sentence.text)
      ? next.end - sentence.start <= MAX_QUOTE
      : next.block === sentence.block && next.end - sentence.start <= upTo)
  const to = Math.min(joins ? next.end : sentence.end, sentence.start + MAX_QUOTE)
  return {
    start: passage.start + sentence.start,
    end: passage.start + to,
    quote: passage.text.slice(sentence.start, to),
    reading: (joins ? `${sentence.reading} ${next.reading}` : sentence.reading).slice(0, MAX_QUOTE),
  }
}

function wholeOf({ start, text }: Passage): Focus {
  const quote = text.slice(0, MAX_QUOTE)
  return { start, end: start + quote.length, quote, reading: quote.replace(/\s+/g, ' ') }
}
