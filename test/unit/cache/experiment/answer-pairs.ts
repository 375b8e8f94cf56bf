import { readFileSync } from 'node:fs'
import { join } from 'node:path'

const file = join(import.meta.dirname, '../../../fixtures/cache/answer-pairs.json')

/** Two answers to one question, and whether they say the same. */
export interface AnswerPair {
  readonly question: string
  readonly a: string
  readonly b: string
  readonly same: boolean
  readonly why: string
}

/** In pairs of a question: the first of them says the same, the second does not. */
export const answerPairs = (): readonly AnswerPair[] => JSON.parse(readFileSync(file, 'utf8')) as AnswerPair[]

/** Every other question was looked at while the rules were made; the rest was not. */
export const halfOf = (place: number): 'tuning' | 'unseen' =>
  Math.floor(place / 2) % 2 === 0 ? 'tuning' : 'unseen'
