import type { Citation } from '../../../src-shared/schemas/chat.ts'
import { contradiction, factsOf, sharedWords, shareFigures } from './answer-facts.ts'
import type { ComparedAnswer } from './comparison.ts'

/** `unknown`: it cannot be told, and counts for nothing. */
export type Agreement = 'agree' | 'disagree' | 'unknown'

/** Cosine of two texts by the embedder in use; null: there is none. */
export type Similarity = (a: string, b: string) => Promise<number | null>

/**
 * What two answers that do not contradict each other must have in common, and what tells them apart: set by one half of
 * test/fixtures/cache/answer-pairs.json. Cosine tells little between short answers: by the built-in MiniLM those that
 * say the same go down to .57, and those that do not up to .98. So it only parts what has nothing in common.
 */
export const agreementRules = {
  /** Below this cosine they say different things. */
  leastSimilarity: 0.5,
  /** Share of the shorter answer's content words that stand in the other, where no number or day is in both. */
  leastShared: 0.75,
  /** With no number or day in both, and no more words than this, they say different things. */
  mostSharedApart: 0.5,
} as const

/**
 * Whether two answers to one question say the same. In this order: the same text agrees; a fact of the one that the
 * other contradicts (yes and no, numbers, dates, names, permission, negation, opposites) disagrees; so does a cosine
 * below `leastSimilarity`, or too few words in common. What is left agrees where it has figures or most words in
 * common, both cite a passage in common or both none, and it is in English, whose negations are known. Else unknown.
 */
export async function agreementOf(
  question: string,
  a: ComparedAnswer,
  b: ComparedAnswer,
  similarity: Similarity,
): Promise<Agreement> {
  const texts = [plainText(a.answer), plainText(b.answer)] as const
  if (texts[0] === texts[1]) return 'agree'
  const [one, other] = [factsOf(texts[0]), factsOf(texts[1])]
  if (contradiction(one, other) !== null) return 'disagree'
  const cosine = await similarity(...texts)
  if (cosine === null) return 'unknown'
  const { leastSimilarity, leastShared, mostSharedApart } = agreementRules
  if (!(cosine >= leastSimilarity)) return 'disagree'
  if (!one.isEnglish || !other.isEnglish) return 'unknown'
  const shared = shareFigures(one, other, factsOf(question)) ? 1 : sharedWords(one, other)
  if (shared <= mostSharedApart) return 'disagree'
  return shared >= leastShared && haveSameGrounds(a.citations, b.citations) ? 'agree' : 'unknown'
}

function haveSameGrounds(a: readonly Citation[], b: readonly Citation[]): boolean {
  if (a.length === 0 && b.length === 0) return true
  return a.some((one) =>
    b.some((other) => one.documentId === other.documentId && one.start < other.end && other.start < one.end),
  )
}

/** Without the marks of citations, which say nothing. */
const plainText = (text: string): string =>
  text
    .replace(/\s*\[\d+(?:\s*,\s*\d+)*\]/g, '')
    .replace(/\s+/g, ' ')
    .trim()
