import type { Matching } from './matching.ts'
import type { Question } from './question.ts'

export type GuardRule =
  | 'language'
  | 'quoted_strings'
  | 'paths'
  | 'versions'
  | 'code_identifiers'
  | 'dates'
  | 'numbers'
  | 'units'
  | 'question_type'
  | 'negation'
  | 'modality'
  | 'quantifiers'
  | 'comparatives'
  | 'tense'
  | 'antonyms'
  | 'names'
  | 'words'
  | 'relations'
  | 'entity_order'

export interface Rejection {
  readonly rule: GuardRule
  /** What differs, in a few words for the near-miss list. */
  readonly detail: string
}

/** Two questions and which of their words stand for each other. */
export interface Compared {
  readonly a: Question
  readonly b: Question
  readonly matching: Matching
}

export interface Rule {
  readonly name: GuardRule
  /** Why two questions that differ in this have different answers. */
  readonly reason: string
  /** Two questions that this rule keeps apart. */
  readonly example: readonly [string, string]
  /** What differs; null where this rule finds nothing against the pair. */
  check(pair: Compared): string | null
}
