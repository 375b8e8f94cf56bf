import { against, keysDiffer } from '../differences.ts'
import type { Item } from '../item.ts'
import type { Question } from '../question.ts'
import type { Compared, Rule } from '../rule.ts'

export const negation: Rule = {
  name: 'negation',
  reason: 'Not, no, never, without and except turn the answer round.',
  example: ['Which items are covered?', 'Which items are not covered?'],
  check: (pair) => keysDiffer(pair, 'negation', classOf) ?? needDiffers(pair) ?? scopeDiffers(pair),
}

/** `Do I need to not eat` and `do I not need to eat`; `need not` is not to need. */
function needDiffers({ a, b }: Compared): string | null {
  const [one, other] = [needIn(a), needIn(b)]
  return one === null || other === null || one === other ? null : against(one, other)
}

function needIn({ items }: Question): string | null {
  const must = items.findIndex((item) => item.role === 'modal' && item.key === 'must')
  const not = items.findIndex((item) => item.role === 'negation' && item.key === 'not')
  if (must < 0 || not < 0) return null
  const isAsked = items.slice(0, must).some((item) => /^(?:do|does|did)$/.test(item.text))
  const needNot = !isAsked && not === must + 1 && items[must]?.text === 'need'
  return not < must || needNot ? 'need not' : 'must not'
}

const classOf = (item: Item) => (item.key === 'no' ? 'not' : item.key)

/** The same words denied: what follows the negation on one side follows it on the other, but for a subject. */
function scopeDiffers(pair: Compared): string | null {
  if (!pair.a.items.some(isNegation)) return null
  const [a, b] = [denied(pair.a), denied(pair.b)]
  const [short, long] = a.length <= b.length ? [a, b] : [b, a]
  const offset = long.length - short.length
  const paired = new Map(
    pair.matching.matches.flatMap(({ a: one, b: other }) => [[one.at, other.at] as const]),
  )
  const same = (x: number | undefined, y: number | undefined) =>
    x !== undefined && y !== undefined && (short === a ? paired.get(x) === y : paired.get(y) === x)
  const extra = long.slice(0, offset)
  const isSubject = offset === 0 || standsBefore(pair, extra, short === a)
  if (!isSubject || offset > 3 || short.some((at, place) => !same(at, long[place + offset]))) {
    const [one, other] = [wordAt(pair.a, a[0]), wordAt(pair.b, b[0])]
    return a.length === b.length && sameMembers(pair, a, b) ? null : against(`not ${one}`, `not ${other}`)
  }
  return null
}

/** In the question with less behind its negation, the rest stands straight before it: `is my fridge not …`. */
function standsBefore(pair: Compared, extra: readonly number[], isA: boolean): boolean {
  const question = isA ? pair.a : pair.b
  const at = question.items.findIndex(isNegation)
  const paired = pair.matching.matches.flatMap(({ a, b }) =>
    extra.includes(isA ? b.at : a.at) ? [isA ? a.at : b.at] : [],
  )
  return paired.every(
    (place) =>
      place < at &&
      question.items.slice(place, at).every((item) => item.role !== 'direction' && item.role !== 'break'),
  )
}

function sameMembers(pair: Compared, a: readonly number[], b: readonly number[]): boolean {
  const members = new Set(b)
  return pair.matching.matches.every((match) => !a.includes(match.a.at) || members.has(match.b.at))
}

const isNegation = (item: Item) => item.role === 'negation'

function denied(question: Question): number[] {
  const from = question.items.findIndex(isNegation)
  const pause = question.items.findIndex((item, at) => at > from && item.role === 'break')
  return question.placed.filter((one) => one.at > from && (pause < 0 || one.at < pause)).map((one) => one.at)
}

const wordAt = (question: Question, at: number | undefined) =>
  at === undefined ? '' : (question.items[at]?.raw ?? '')
