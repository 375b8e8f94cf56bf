import { saysNothing } from '../bare-words.ts'
import { against } from '../differences.ts'
import type { Match } from '../matching.ts'
import type { Question } from '../question.ts'
import type { Placed } from '../roles.ts'
import type { Compared, Rule } from '../rule.ts'
import { beForms } from '../tables/function-words.ts'
import { wordSet } from '../tables/word-set.ts'
import { isParticiple } from '../word-forms.ts'

export const words: Rule = {
  name: 'words',
  reason: 'A word that only one question has, and that carries meaning, narrows or changes what is asked.',
  example: ['What is the notice period?', 'What is the notice period during probation?'],
  check(pair) {
    const a = pair.matching.onlyA.filter((one) => one.item.role !== 'person' && !isLight(one, pair))
    const b = pair.matching.onlyB.filter((one) => one.item.role !== 'person' && !isLight(one, pair))
    const isBare = (left: readonly Placed[], question: Question) =>
      left.every((one) => saysNothing(one, question, pair.matching))
    const isAlike = (a.length === 0 && isBare(b, pair.b)) || (b.length === 0 && isBare(a, pair.a))
    if (!isAlike) return against(shown(a), shown(b))
    const [one, other] = [doesIn(pair.a), doesIn(pair.b)]
    if (one !== other) return against(one, other)
    return (
      haveDiffers(pair) ??
      formsDiffer(pair) ??
      fewWordsDiffer(pair) ??
      (pair.matching.matches.length === 0 ? 'no word in common' : null)
    )
  },
}

/** The one has what the other is. */
function haveDiffers({ a, b }: Compared): string | null {
  const turned = (isAnother(a) && hasOne(b)) || (isAnother(b) && hasOne(a))
  return turned ? 'is one against has one' : null
}

/** Before a noun the insuring firm is not the insured one. */
function formsDiffer({ a, b, matching }: Compared): string | null {
  const turned = matching.matches.find(
    (match) =>
      isActive(match.a) !== isActive(match.b) &&
      isDone(match.a) !== isDone(match.b) &&
      describes(a, match.a) &&
      describes(b, match.b),
  )
  return turned === undefined ? null : against(turned.a.item.raw, turned.b.item.raw)
}

const isActive = ({ item }: Placed) => item.text.endsWith('ing') && item.text !== item.key
const isDone = ({ item }: Placed) => item.text !== item.key && isParticiple(item.text)

/** It stands before a noun, or behind a form of be. */
function describes(question: Question, one: Placed): boolean {
  const next = question.placed[question.placed.indexOf(one) + 1]
  const before = question.items.slice(0, one.at).findLast((item) => item.role !== 'filler')
  return (next?.adjoining === true && next.at === one.at + 1) || beForms.has(before?.text ?? '')
}

/** With one word to go by, the verb beside it has to be the same: `where is the book` and `where do I book`. */
function fewWordsDiffer({ a, b }: Compared): string | null {
  if (a.placed.length > 1 || b.placed.length > 1) return null
  const [one, other] = [a, b].map(({ items }) =>
    items
      .filter((item) => item.role === 'auxiliary')
      .map((item) => item.text)
      .join(' '),
  )
  return one === other ? null : against(one ?? '', other ?? '')
}

/** `Do` as the verb itself, behind an auxiliary: what a firm does is not what it has. */
function doesIn({ items }: Question): string {
  const behind = items.filter(
    (item, at) =>
      /^(?:do|done|doing)$/.test(item.text) &&
      item.role !== 'content' &&
      items
        .slice(Math.max(0, at - 5), at)
        .some((before) => before.role === 'auxiliary' || before.role === 'modal'),
  )
  return behind.map(() => 'do').join(' ')
}

/** `Does it have a limit` and `is it a limit`: one thing with another, and one that is another. */
function isAnother({ items }: Question): boolean {
  const opens = items.findIndex((item) => item.role !== 'break')
  if (!beForms.has(items[opens]?.text ?? '')) return false
  const rest = items.slice(opens + 1)
  const pause = rest.findIndex((item) => item.role === 'break')
  const said = pause < 0 ? rest : rest.slice(0, pause)
  const article = said.findLastIndex((item) => /^(?:a|an)$/.test(item.text))
  return article > 0 && !said.some((item) => item.role === 'loose' || item.role === 'direction')
}

function hasOne({ items }: Question): boolean {
  return items.some(
    (item, at) =>
      /^(?:have|has|had)$/.test(item.text) && !items.slice(at + 1).some((next) => isParticiple(next.text)),
  )
}

/** Stand beside a noun that says what a verb alone says: `make a decision`, `is responsible for the disposal`. */
const light = wordSet('make carry perform conduct undertake take responsible give step')

function isLight(one: Placed, pair: Compared): boolean {
  const nominal = pair.matching.matches.filter((match) => match.nominal)
  if (one.item.key === 'work') return nominal.some((match) => hasObject(pair, match))
  return light.has(one.item.key.split(' ')[0] ?? '') && nominal.length > 0
}

/** `How does the registration of a child work` asks how one registers a child; how the registration works is more. */
function hasObject({ a, b, matching }: Compared, { a: one, b: other }: Match): boolean {
  const isTied = (question: Question, noun: Placed) =>
    question.placed[question.placed.indexOf(noun) + 1]?.label === 'loose:of'
  return matching.matches.length > 1 && (isTied(a, one) || isTied(b, other))
}

const shown = (placed: readonly Placed[]) => placed.map((one) => one.item.raw).join(' ')
