import { matchingOf } from './matching.ts'
import { type Reading, readQuestion } from './question.ts'
import type { GuardRule, Rejection, Rule } from './rule.ts'
import { antonyms } from './rules/antonyms.ts'
import { comparatives } from './rules/comparatives.ts'
import { entityOrder } from './rules/entity-order.ts'
import { language } from './rules/language.ts'
import { codeIdentifiers, paths, versions } from './rules/literals.ts'
import { modality } from './rules/modality.ts'
import { names } from './rules/names.ts'
import { negation } from './rules/negation.ts'
import { dates, numbers, unitNames } from './rules/numbers.ts'
import { quantifiers } from './rules/quantifiers.ts'
import { questionType } from './rules/question-type.ts'
import { quotedStrings } from './rules/quoted-strings.ts'
import { relations } from './rules/relations.ts'
import { tense } from './rules/tense.ts'
import { words } from './rules/words.ts'
import { signsDiffer } from './signs.ts'

export type { GuardRule, Rejection, Rule }

/** In the order in which they are asked: the first that finds a difference names the near-miss. */
export const guardRules: readonly Rule[] = [
  language,
  quotedStrings,
  paths,
  versions,
  codeIdentifiers,
  dates,
  numbers,
  unitNames,
  antonyms,
  negation,
  comparatives,
  quantifiers,
  modality,
  questionType,
  tense,
  names,
  words,
  relations,
  entityOrder,
]

/** A question longer than this has more parts than the rules can weigh. */
const MOST_CHARACTERS = 600

/**
 * Whether the answer to an earlier question answers this one, by what the two say: null where nothing is found
 * that could make the answers differ. Symmetric, pure but for what it keeps of questions it has read, and made to
 * reject in doubt. It is no measure of nearness: the caller asks for cosine too.
 */
export function guard(asked: string, cached: string): Rejection | null {
  if (asked === cached) return null
  if (asked.length > MOST_CHARACTERS || cached.length > MOST_CHARACTERS)
    return { rule: 'words', detail: 'too long to compare' }
  if (isSpaced(asked) || isSpaced(cached)) return { rule: 'code_identifiers', detail: 'tabs or lines' }
  const signs = signsDiffer(asked, cached)
  if (signs !== null) return { rule: 'quoted_strings', detail: signs }
  const rejection = rejectionOf(asked, cached, 'phrases')
  if (rejection === null) return null
  const isPhrased = readQuestion(asked).phrased || readQuestion(cached).phrased
  if (!isPhrased || !dependOnReading.has(rejection.rule)) return rejection
  return rejectionOf(asked, cached, 'words') === null ? null : rejection
}

/** What these find may lie in how words were taken together; the others find the same in any reading. */
const dependOnReading: ReadonlySet<GuardRule> = new Set(['words', 'relations', 'entity_order', 'antonyms'])

/**
 * Each question is read with its turns of phrase, and once more word by word: an order number is an order id, and
 * the number of an order. Either reading is whole, so either may find the two alike.
 */
function rejectionOf(asked: string, cached: string, reading: Reading): Rejection | null {
  const [a, b] = [readQuestion(asked, reading), readQuestion(cached, reading)]
  const pair = { a, b, matching: matchingOf(a.placed, b.placed) }
  for (const rule of guardRules) {
    const detail = rule.check(pair)
    if (detail !== null) return { rule: rule.name, detail }
  }
  return null
}

/** Tabs and lines inside a question are those of pasted code, where each counts. */
const isSpaced = (question: string): boolean => /[\t\n]/.test(question.trim())
