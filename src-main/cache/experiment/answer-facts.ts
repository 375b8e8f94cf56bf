import { isEnglish } from '../guard/language.ts'
import { areOpposite } from '../guard/opposites.ts'
import { isCalendarName } from '../guard/quantities.ts'
import { tokenise } from '../guard/tokenise.ts'
import { type Duty, dutiesOf, excluded, isNegation } from './answer-duties.ts'
import { unitOf } from './answer-units.ts'
import { type AnswerWord, isSameWord, wordsOf } from './answer-words.ts'

/** What an answer says that another one may contradict. */
export interface AnswerFacts {
  /** It opens with yes or no. */
  readonly opening: 'yes' | 'no' | null
  /** Each number once for each thing that it counts; times and versions too. */
  readonly numbers: readonly Fact[]
  /** Weekdays and months. */
  readonly days: readonly Fact[]
  readonly names: readonly Fact[]
  readonly duties: ReadonlySet<Duty>
  /** Words that a negation stands before, and those that none does. */
  readonly denied: readonly AnswerWord[]
  readonly said: readonly AnswerWord[]
  /** In the one language whose negations are known. */
  readonly isEnglish: boolean
}

interface Fact {
  readonly value: string
  /** The word that a number counts; of anything else nothing. */
  readonly of: string
  /** Its unit; null: it has none. */
  readonly unit: string | null
}

/** A negation reaches so many words on: `not yet open`. */
const REACH = 3

export function factsOf(answer: string): AnswerFacts {
  const words = wordsOf(answer)
  const denied = deniedIn(words)
  const days = words.filter(({ kind, text }) => kind === 'word' && isCalendarName(text))
  return {
    opening: openingOf(answer),
    numbers: distinct(words.flatMap((word, at) => numberAt(words, word, at))),
    days: distinct(days.map(({ text }) => plain(text))),
    names: distinct(
      words.filter((word) => word.isName && !days.includes(word)).map(({ text }) => plain(text)),
    ),
    duties: dutiesOf(words),
    denied,
    said: words.filter((word) => !denied.includes(word)),
    isEnglish: isEnglish(answer, tokenise(answer)),
  }
}

/** What of two answers cannot both be so, in a word; null: nothing that is seen here. Symmetric. */
export function contradiction(a: AnswerFacts, b: AnswerFacts): string | null {
  if (a.opening !== null && b.opening !== null && a.opening !== b.opening) return 'yes against no'
  if (differ(a.numbers, b.numbers)) return 'numbers'
  if (differ(a.days, b.days)) return 'dates'
  if (differ(a.names, b.names)) return 'names'
  if (forbids(a, b) || forbids(b, a)) return 'permission'
  if (denies(a, b) || denies(b, a)) return 'negation'
  return opposes(a, b) ? 'opposites' : null
}

/**
 * How much of what the shorter of two answers says stands in the other: 0 to 1, by content words and their synonyms. 1
 * where it has none.
 */
export function sharedWords(a: AnswerFacts, b: AnswerFacts): number {
  const [few = [], many = []] = [contentOf(a), contentOf(b)].sort((x, y) => x.length - y.length)
  if (few.length === 0) return 1
  return few.filter((word) => many.some((other) => isSameWord(word, other))).length / few.length
}

/** Whether both say the same number, weekday or month, and one that the question does not say already. */
export function shareFigures(a: AnswerFacts, b: AnswerFacts, question: AnswerFacts): boolean {
  const isIn = (facts: AnswerFacts) => (one: Fact) => figuresOf(facts).some((other) => isSameFact(one, other))
  return figuresOf(a).some((one) => isIn(b)(one) && !isIn(question)(one))
}

const figuresOf = ({ numbers, days }: AnswerFacts) => [...numbers, ...days]

const contentOf = ({ said, denied }: AnswerFacts) =>
  [...said, ...denied].filter(
    ({ isContent, text }) => isContent && !isCalendarName(text) && unitOf(text) === null,
  )

/**
 * Each says one that the other does not. Where only one of them does, it merely says more. The same value of things
 * that are called otherwise (5 strokes and 5 times) is the same.
 */
function differ(a: readonly Fact[], b: readonly Fact[]): boolean {
  const isIn = (facts: readonly Fact[]) => (one: Fact) =>
    facts.some(({ value, of }) => value === one.value && of === one.of)
  const onlyA = a.filter((one) => !isIn(b)(one))
  const onlyB = b.filter((one) => !isIn(a)(one))
  const isMet = (one: Fact, others: readonly Fact[]) => others.some((other) => isSameFact(one, other))
  return onlyA.some((one) => !isMet(one, onlyB)) && onlyB.some((one) => !isMet(one, onlyA))
}

const isSameFact = (a: Fact, b: Fact) =>
  covers(a.value, b.value) && (a.unit === null || b.unit === null || a.unit === b.unit)

/** The same day with its year and without. */
const covers = (a: string, b: string) => a === b || a.startsWith(`${b}/`) || b.startsWith(`${a}/`)

/** The one has the first of a pair of which no thing can be both, the other the second, and neither has both. */
function forbids({ duties: one }: AnswerFacts, { duties: other }: AnswerFacts): boolean {
  return excluded.some(([a, b]) => one.has(a) && !one.has(b) && other.has(b) && !other.has(a))
}

/** What the one only denies, the other says, and never denies. */
function denies(one: AnswerFacts, other: AnswerFacts): boolean {
  // Who forbids a thing names it, and denies it all the same.
  if (other.duties.has('forbidden')) return false
  return one.denied.some(
    (word) =>
      other.said.some((said) => said.isContent && isSameWord(word, said)) &&
      !other.denied.some((denied) => isSameWord(word, denied)) &&
      !one.said.some((said) => isSameWord(word, said)),
  )
}

/** The one says a word, the other its opposite, and neither says both. */
function opposes(a: AnswerFacts, b: AnswerFacts): boolean {
  return a.said.some((one) =>
    b.said.some(
      (other) =>
        areOpposite(one, other) &&
        !a.said.some((word) => isSameWord(word, other)) &&
        !b.said.some((word) => isSameWord(word, one)),
    ),
  )
}

function numberAt(words: readonly AnswerWord[], { kind, raw, key }: AnswerWord, at: number): Fact[] {
  if (kind === 'literal' && /\d/.test(raw)) return [plain(raw.toLowerCase())]
  if (kind !== 'number') return []
  const value = key.replace(/\.$/, '')
  if (value.includes('/')) return [plain(value)]
  const after = words.slice(at + 1, at + 3)
  const counted = after.find((word) => unitOf(word.text) !== null || word.isContent)
  const unit = counted ? unitOf(counted.text) : null
  return [{ value, of: unit ?? counted?.key ?? '', unit }]
}

function deniedIn(words: readonly AnswerWord[]): readonly AnswerWord[] {
  return words.flatMap((word, at) => {
    if (!isNegation(word)) return []
    const after = words.slice(at + 1, at + 1 + REACH)
    const pause = after.findIndex(({ kind }) => kind === 'break')
    return (pause < 0 ? after : after.slice(0, pause)).find(({ isContent }) => isContent) ?? []
  })
}

function openingOf(text: string): 'yes' | 'no' | null {
  // "No dogs" denies dogs, and answers no question.
  const word = /^\W*(yes|no)(?=\s*[,.:;!]|\s*$|\s+(?:it|they|you|there)\b)/i.exec(text)?.[1]?.toLowerCase()
  return word === 'yes' || word === 'no' ? word : null
}

const plain = (value: string): Fact => ({ value, of: '', unit: null })

function distinct(facts: readonly Fact[]): readonly Fact[] {
  return [...new Map(facts.map((fact) => [`${fact.value} ${fact.of}`, fact])).values()]
}
