import type { Item } from '../guard/item.ts'
import { itemsOf } from '../guard/items.ts'
import { isEnglish } from '../guard/language.ts'
import { areOpposite } from '../guard/opposites.ts'
import { isCalendarName } from '../guard/quantities.ts'
import { tokenise } from '../guard/tokenise.ts'

/** What an answer says that another one may contradict. Read by the guard's reading of questions, in part or whole. */
export interface AnswerFacts {
  /** It opens with yes or no. */
  readonly opening: 'yes' | 'no' | null
  /** Each number once for each thing that it counts. */
  readonly numbers: readonly Fact[]
  /** Weekdays and months. */
  readonly days: readonly Fact[]
  readonly names: readonly Fact[]
  /** Words that a negation stands before, and those that none does. */
  readonly denied: readonly Item[]
  readonly said: readonly Item[]
  /** In the one language whose negations are known. */
  readonly isEnglish: boolean
}

interface Fact {
  readonly value: string
  /** What a number counts; of anything else nothing. */
  readonly of: string
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
    denied,
    said: items.filter((item) => item.role === 'content' && !denied.includes(item)),
    isEnglish: isEnglish(text, tokens),
  }
}

/** What of two answers cannot both be so, in a few words; null: nothing that is seen here. Symmetric. */
export function contradiction(a: AnswerFacts, b: AnswerFacts): string | null {
  if (a.opening !== null && b.opening !== null && a.opening !== b.opening) return 'yes against no'
  if (differ(a.numbers, b.numbers)) return 'numbers'
  if (differ(a.days, b.days)) return 'dates'
  if (differ(a.names, b.names)) return 'names'
  if (denies(a, b) || denies(b, a)) return 'negation'
  return opposes(a, b) ? 'opposites' : null
}

/**
 * Each says one that the other does not. Where only one of them does, it merely says more. The same value of things
 * that are called otherwise (5 € and 5 euros) is the same.
 */
function differ(a: readonly Fact[], b: readonly Fact[]): boolean {
  const isIn = (facts: readonly Fact[]) => (one: Fact) =>
    facts.some(({ value, of }) => value === one.value && of === one.of)
  const onlyA = a.filter((one) => !isIn(b)(one))
  const onlyB = b.filter((one) => !isIn(a)(one))
  const isMet = (facts: readonly Fact[]) => (one: Fact) => facts.some(({ value }) => covers(value, one.value))
  return onlyA.some((one) => !isMet(onlyB)(one)) && onlyB.some((one) => !isMet(onlyA)(one))
}

/** The same day with its year and without. */
const covers = (a: string, b: string) => a === b || a.startsWith(`${b}/`) || b.startsWith(`${a}/`)

/** What the one only denies, the other says, and never denies. */
function denies(one: AnswerFacts, other: AnswerFacts): boolean {
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
  const isDate = item.key.includes('/')
  return [{ value: item.key.replace(/\.$/, ''), of: isDate ? '' : (counted?.key ?? '') }]
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

const plain = (value: string): Fact => ({ value, of: '' })

function distinct(facts: readonly Fact[]): readonly Fact[] {
  return [...new Map(facts.map((fact) => [`${fact.value} ${fact.of}`, fact])).values()]
}
