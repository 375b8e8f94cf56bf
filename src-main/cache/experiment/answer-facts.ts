import type { Item } from '../guard/item.ts'
import { itemsOf } from '../guard/items.ts'
import { isEnglish } from '../guard/language.ts'
import { areOpposite } from '../guard/opposites.ts'
import { isCalendarName } from '../guard/quantities.ts'
import { tokenise } from '../guard/tokenise.ts'
import { unitOf } from './answer-units.ts'

/** What an answer says that another one may contradict. Read by the guard's reading of questions, in part or whole. */
export interface AnswerFacts {
  /** It opens with yes or no. */
  readonly opening: 'yes' | 'no' | null
  /** Each number once for each thing that it counts. */
  readonly numbers: readonly Fact[]
  /** Weekdays and months. */
  readonly days: readonly Fact[]
  readonly names: readonly Fact[]
  /** What it allows, forbids, demands or leaves open. */
  readonly duties: ReadonlySet<Duty>
  /** Words that a negation stands before, and those that none does. */
  readonly denied: readonly Item[]
  readonly said: readonly Item[]
  /** In the one language whose negations are known. */
  readonly isEnglish: boolean
}

type Duty = 'allowed' | 'forbidden' | 'required' | 'optional'

interface Fact {
  readonly value: string
  /** The word that a number counts; of anything else nothing. */
  readonly of: string
  /** Its unit; null: it has none. */
  readonly unit: string | null
}

/** `[3]`: which passage it stands in, and nothing that is said. */
const marks = /\s*\[\d+(?:\s*,\s*\d+)*\]/g
/** A negation reaches so many words on: `not yet open`. */
const REACH = 3

export function factsOf(answer: string): AnswerFacts {
  const text = answer.replace(marks, '')
  const tokens = tokenise(text)
  const items = itemsOf(tokens)
  const denied = deniedIn(items)
  return {
    opening: openingOf(text),
    numbers: distinct(items.flatMap((item, at) => numberAt(items, item, at))),
    days: distinct(
      items.filter(({ text: word }) => isCalendarName(word)).map(({ text: word }) => plain(word)),
    ),
    names: distinct(
      items
        .filter(({ proper, text: word }) => proper && !isCalendarName(word))
        .map(({ text: word }) => plain(word)),
    ),
    duties: dutiesIn(items),
    denied,
    said: items.filter((item) => isSaying(item) && !denied.includes(item)),
    isEnglish: isEnglish(text, tokens),
  }
}

/** What of two answers cannot both be so, in a few words; null: nothing that is seen here. Symmetric. */
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
  const [few, many] = [wordsOf(a), wordsOf(b)].sort((x, y) => x.length - y.length)
  if (!few || !many || few.length === 0) return 1
  return few.filter((word) => many.some((other) => isSame(word, other))).length / few.length
}

/** Whether both say the same number, weekday or month, and one that the question does not say already. */
export function shareFigures(a: AnswerFacts, b: AnswerFacts, question: AnswerFacts): boolean {
  const isIn = (facts: AnswerFacts) => (one: Fact) => figuresOf(facts).some((other) => isSameFact(one, other))
  return figuresOf(a).some((one) => isIn(b)(one) && !isIn(question)(one))
}

const figuresOf = ({ numbers, days }: AnswerFacts) => [...numbers, ...days]

const wordsOf = ({ said, denied }: AnswerFacts) =>
  [...said, ...denied].filter(({ role, text }) => role === 'content' && !isCalendarName(text))

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

const excluded: readonly (readonly [Duty, Duty])[] = [
  ['forbidden', 'allowed'],
  ['forbidden', 'required'],
  ['optional', 'required'],
]

/** The one has the first of a pair of which no thing can be both, the other the second, and neither has both. */
function forbids({ duties: one }: AnswerFacts, { duties: other }: AnswerFacts): boolean {
  return excluded.some(([a, b]) => one.has(a) && !one.has(b) && other.has(b) && !other.has(a))
}

/** What the one only denies, the other says, and never denies. */
function denies(one: AnswerFacts, other: AnswerFacts): boolean {
  // Who forbids a thing names it, and denies it all the same.
  if (other.duties.has('forbidden')) return false
  return one.denied.some(
    (item) =>
      other.said.some((said) => isSame(item, said)) &&
      !other.denied.some((denied) => isSame(item, denied)) &&
      !one.said.some((said) => isSame(item, said)),
  )
}

/** The one says a word, the other its opposite, and neither says both. */
function opposes(a: AnswerFacts, b: AnswerFacts): boolean {
  return a.said.some((one) =>
    b.said.some(
      (other) =>
        areOpposite(one, other) &&
        !a.said.some((item) => isSame(item, other)) &&
        !b.said.some((item) => isSame(item, one)),
    ),
  )
}

const isSame = (a: Item, b: Item) => a.key === b.key || a.groups.some((group) => b.groups.includes(group))

function numberAt(items: readonly Item[], item: Item, at: number): Fact[] {
  // A time, a version: literals with figures in them.
  if (item.role === 'literal' && /\d/.test(item.raw)) return [plain(item.raw.toLowerCase())]
  if (item.role !== 'number') return []
  const counted = items.slice(at + 1, at + 3).find(({ role }) => role === 'content')
  const value = item.key.replace(/\.$/, '')
  if (value.includes('/')) return [plain(value)]
  const unit = counted ? (unitOf(counted.raw) ?? unitOf(counted.key)) : null
  return [{ value, of: unit ?? counted?.key ?? '', unit }]
}

const isSaying = ({ role }: Item) => role === 'content' || role === 'direction'
const forbidding = new Set(['forbid', 'prohibit', 'ban'])

/** `may not` and `must not` forbid; `not` before `must` (need not) leaves open; `no dogs are allowed` forbids too. */
function dutiesIn(items: readonly Item[]): ReadonlySet<Duty> {
  const duties = new Set<Duty>()
  items.forEach((item, at) => {
    if (item.role === 'content' && forbidding.has(item.key)) duties.add('forbidden')
    if (item.role !== 'modal') return
    const isBefore = items[at - 1]?.role === 'negation' || opensWithNo(items.slice(0, at))
    const isDenied = isBefore || items[at + 1]?.role === 'negation'
    const isDuty = item.key === 'must' || item.key === 'should'
    if (!isDuty) duties.add(isDenied ? 'forbidden' : 'allowed')
    else if (!isDenied) duties.add('required')
    else duties.add(isBefore ? 'optional' : 'forbidden')
  })
  return duties
}

function opensWithNo(before: readonly Item[]): boolean {
  const clause = before.slice(before.map(({ role }) => role).lastIndexOf('break') + 1)
  return clause[0]?.role === 'negation' && clause[0].key === 'no'
}

function deniedIn(items: readonly Item[]): readonly Item[] {
  return items.flatMap((item, at) => {
    if (item.role !== 'negation') return []
    const after = items.slice(at + 1, at + 1 + REACH)
    const pause = after.findIndex(({ role }) => role === 'break')
    const within = pause < 0 ? after : after.slice(0, pause)
    return within.find(({ role }) => role === 'content') ?? []
  })
}

function openingOf(text: string): 'yes' | 'no' | null {
  const first = /^\W*(yes|no)\b(?=[,.:;! ]|$)/i.exec(text)
  const word = first?.[1]?.toLowerCase()
  // "No dogs" denies dogs, and no question.
  if (word === 'no' && !/^\W*no(?:[,.:;!]|\s*$|\s+(?:it|they|you|there)\b)/i.test(text)) return null
  return word === 'yes' || word === 'no' ? word : null
}

const plain = (value: string): Fact => ({ value, of: '', unit: null })

function distinct(facts: readonly Fact[]): readonly Fact[] {
  return [...new Map(facts.map((fact) => [`${fact.value} ${fact.of}`, fact])).values()]
}
