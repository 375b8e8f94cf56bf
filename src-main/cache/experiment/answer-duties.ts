import type { AnswerWord } from './answer-words.ts'

/** What an answer allows, forbids, demands or leaves open. */
export type Duty = 'allowed' | 'forbidden' | 'required' | 'optional'

/** Two that cannot both be so of one thing. */
export const excluded: readonly (readonly [Duty, Duty])[] = [
  ['forbidden', 'allowed'],
  ['forbidden', 'required'],
  ['optional', 'required'],
]

const set = (words: string): ReadonlySet<string> => new Set(words.split(' '))
const negations = set("not n't no never without none nobody nothing neither nor")
const allowing = set('may can could allow permit able possible')
const forbidding = set('forbid prohibit ban impossible')
/** `must not` forbids, and `not necessary` leaves open: where the negation stands behind the word, and before it. */
const demanding = set('must shall should have need require necessary mandatory compulsory oblige')
const leaving = set('optional voluntary')
/** `not yet allowed`, `may also not`: so many words may stand between. */
const REACH = 2

export const isNegation = ({ text }: AnswerWord): boolean => negations.has(text)

export function dutiesOf(words: readonly AnswerWord[]): ReadonlySet<Duty> {
  const duties = new Set<Duty>()
  words.forEach((word, at) => {
    const duty = dutyAt(words, word, at)
    if (duty) duties.add(duty)
  })
  return duties
}

function dutyAt(words: readonly AnswerWord[], { text, key }: AnswerWord, at: number): Duty | null {
  const is = (listed: ReadonlySet<string>) => listed.has(text) || listed.has(key)
  const clause = clauseBefore(words, at)
  const isBefore = clause.slice(-REACH).some(isNegation) || clause[0]?.text === 'no'
  const isBehind = words.slice(at + 1, at + 2).some(isNegation)
  if (is(forbidding)) return isBefore ? 'allowed' : 'forbidden'
  if (is(allowing)) return isBefore || isBehind ? 'forbidden' : 'allowed'
  if (is(leaving)) return isBefore ? 'required' : 'optional'
  // "You have 14 days" demands nothing.
  if (!is(demanding) || (key === 'have' && words[at + 1]?.text !== 'to')) return null
  if (isBehind) return key === 'need' ? 'optional' : 'forbidden'
  return isBefore ? 'optional' : 'required'
}

function clauseBefore(words: readonly AnswerWord[], at: number): readonly AnswerWord[] {
  const before = words.slice(0, at)
  return before.slice(before.map(({ kind }) => kind).lastIndexOf('break') + 1)
}
