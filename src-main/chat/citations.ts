import type { Citation } from '../../src-shared/schemas/chat.ts'
import { contentWords, type Passage, type QuestionWord } from '../retrieval/index.ts'
import type { Grounds } from './grounds.ts'
import { type Focus, focusOn, type StemWeights } from './passage-focus.ts'

/** The words of a statement tell more of where it was taken from than those of the question. */
const STATEMENT_WEIGHT = 2

export function citationOf(n: number, passage: Passage, { start, end, quote }: Focus): Citation {
  const { documentId, title, path, page, score } = passage
  return { n, documentId, title, path, page, start, end, quote, score }
}

/** All passages, each opened at the sentence that fits the question best. */
export function sourcesOf({ passages, words }: Grounds): Citation[] {
  const wanted = weightsOf(words)
  return passages.map((passage, at) => citationOf(at + 1, passage, focusOn(passage, wanted)))
}

/** The citation of passage `n` for the statements that name it. */
export function citationFor(n: number, grounds: Grounds, statements: string): Citation | null {
  const passage = grounds.passages[n - 1]
  if (!passage) return null
  const wanted = new Map(weightsOf(grounds.words))
  for (const { stem } of contentWords(statements)) {
    wanted.set(stem, Math.max(wanted.get(stem) ?? 0, STATEMENT_WEIGHT))
  }
  return citationOf(n, passage, focusOn(passage, wanted))
}

function weightsOf(words: readonly QuestionWord[]): StemWeights {
  return new Map(words.map(({ stem, weight }) => [stem, weight]))
}
