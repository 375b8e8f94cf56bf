import type { Citation } from '../../../src-shared/schemas/chat.ts'
import { contradiction, factsOf } from './answer-facts.ts'
import type { ComparedAnswer } from './comparison.ts'

/** `unknown`: it cannot be told, and counts for nothing. */
export type Agreement = 'agree' | 'disagree' | 'unknown'

/** Cosine of two texts by the embedder in use; null: there is none. */
export type Similarity = (a: string, b: string) => Promise<number | null>

/**
 * Least cosine of two answers that say the same. By the built-in MiniLM on the pairs of
 * test/fixtures/cache/answer-pairs.json; another embedder has another scale, and `facts` are looked at before.
 */
export const LEAST_SIMILARITY = 0.7

/**
 * Whether two answers to one question say the same. In this order: the same text agrees; a fact of the one that the
 * other contradicts (yes and no, numbers, dates, names, negation, opposites) disagrees; a cosine below
 * `LEAST_SIMILARITY` disagrees. What is left agrees where both cite a passage in common or both cite none, in
 * English, whose negations are known; else it is unknown.
 */
export async function agreementOf(
  a: ComparedAnswer,
  b: ComparedAnswer,
  similarity: Similarity,
): Promise<Agreement> {
  if (plainText(a.answer) === plainText(b.answer)) return 'agree'
  const [one, other] = [factsOf(a.answer), factsOf(b.answer)]
  if (contradiction(one, other) !== null) return 'disagree'
  const cosine = await similarity(a.answer, b.answer)
  if (cosine === null) return 'unknown'
  if (!(cosine >= LEAST_SIMILARITY)) return 'disagree'
  return one.isEnglish && other.isEnglish && haveSameGrounds(a.citations, b.citations) ? 'agree' : 'unknown'
}

function haveSameGrounds(a: readonly Citation[], b: readonly Citation[]): boolean {
  if (a.length === 0 && b.length === 0) return true
  return a.some((one) =>
    b.some((other) => one.documentId === other.documentId && one.start < other.end && other.start < one.end),
  )
}

const plainText = (text: string): string =>
  text
    .replace(/\s*\[\d+(?:\s*,\s*\d+)*\]/g, '')
    .replace(/\s+/g, ' ')
    .trim()
