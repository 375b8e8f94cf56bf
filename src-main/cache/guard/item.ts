export type Role =
  | 'content'
  | 'number'
  | 'literal'
  | 'quote'
  | 'question'
  /** How fine a time is asked for: the year, the day. */
  | 'grain'
  | 'negation'
  | 'modal'
  | 'quantifier'
  | 'comparison'
  | 'loose'
  | 'direction'
  | 'join'
  | 'agent'
  | 'genitive'
  | 'owner'
  | 'person'
  | 'auxiliary'
  | 'filler'
  | 'break'

/** One thing said in a question: a content word, a number, or what binds them. */
export interface Item {
  readonly role: Role
  /** The dictionary form, the number's value, or which of its role it is (`must`, `without`). */
  readonly key: string
  readonly raw: string
  /** The word as it stands, in lower case. */
  readonly text: string
  /** Synonym groups. */
  readonly groups: readonly string[]
  /** A name: in capitals where nothing else calls for one. */
  readonly proper: boolean
  /** Asked for by `how long`, `how high`: the noun of that measure. */
  readonly measure: boolean
}

export const carriers: ReadonlySet<Role> = new Set<Role>(['content', 'number', 'literal', 'quote', 'person'])
