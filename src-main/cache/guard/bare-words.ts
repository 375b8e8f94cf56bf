import type { Matching } from './matching.ts'
import type { Question } from './question.ts'
import type { Placed } from './roles.ts'
import { commonVerbs } from './tables/common-verbs.ts'
import { beForms } from './tables/function-words.ts'
import { wordSet } from './tables/word-set.ts'
import { isParticiple } from './word-forms.ts'

/** Wherever they stand, the question is the same without them. */
const always = wordSet('thing item something stuff already actual particular certain period procedure')
/** Say where a thing is, in a question that asks where. */
const places = wordSet('keep store locate situate show place')
/** Say that there is such a thing, in a question that asks whether. */
const existences = wordSet('available offer exist possible provide')
/** Say that it comes about, in a question that asks when. */
const events = wordSet('hold happen occur place')

/**
 * Whether a word that only one question has leaves the other as it is: `where is it kept`, `does it get cleaned`,
 * `the use of a heat pump`. The rest must match, so what is done is said by another word.
 */
export function saysNothing(one: Placed, question: Question, matching: Matching): boolean {
  const { key, text } = one.item
  if (one.item.role !== 'content' || one.item.proper) return false
  if (always.has(key)) return matching.matches.length > 1
  const isBehindBe = question.items
    .slice(Math.max(0, one.at - 6), one.at)
    .some((item) => beForms.has(item.text))
  if (places.has(key) && question.kind === 'where') return isBehindBe
  if (events.has(key) && question.kind === 'when') return isBehindBe && isParticiple(text)
  if (isSaidTwice(one, question, matching)) return true
  if (existences.has(key) && question.kind === 'yes_no') return matching.matches.length > 0
  const next = question.items[one.at + 1]
  const isMatched = matching.matches.some((match) => [match.a.at, match.b.at].includes(one.at + 1))
  if (key === 'get') return next?.role === 'content' && isParticiple(next.text) && isMatched
  if (text === 'using') return one.label.startsWith('loose:') && next !== undefined
  if (text === 'made') return question.items[one.at + 1]?.key === 'of'
  return key === 'try' && next?.role === 'filler' && commonVerbs.has(question.items[one.at + 2]?.key ?? '')
}

const isEnd = ({ items }: Question, { at }: Placed) =>
  items[at + 1] === undefined || items[at + 1]?.role === 'break'

/** `The current owner`, whose owner the other question has too. */
const isBeforeMatched = ({ at }: Placed, { items }: Question, { matches }: Matching) =>
  items[at + 1]?.role === 'content' && matches.some((match) => [match.a.at, match.b.at].includes(at + 1))

/** `Who is the current owner`, `how many are there in total`, `has it got`. */
function isSaidTwice(one: Placed, question: Question, matching: Matching): boolean {
  const { key, text } = one.item
  if (key === 'take place') return /^(?:when|where)$/.test(question.kind)
  if (text === 'reach') return isEnd(question, one) && question.items.some((item) => item.measure)
  if (key === 'current' && question.kind === 'who' && question.tense === '')
    return isBeforeMatched(one, question, matching)
  if (question.kind === 'how_many' && /^(?:total|altogether)$/.test(text)) return matching.matches.length > 1
  return (
    text === 'got' &&
    isEnd(question, one) &&
    question.items.slice(0, one.at).some((item) => /^(?:has|have)$/.test(item.text))
  )
}
