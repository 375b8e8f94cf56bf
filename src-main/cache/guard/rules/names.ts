import { unmatched } from '../differences.ts'
import type { Question } from '../question.ts'
import type { Compared, Rule } from '../rule.ts'
import { beForms } from '../tables/function-words.ts'
import { isParticiple } from '../word-forms.ts'

/** `Which proposal did they reject` and `which proposal was rejected`: nobody is named in either. */
const areAnybody = ({ a, b }: Compared) => isGeneric(a, b) || isGeneric(b, a)

function isGeneric(said: Question, passive: Question): boolean {
  const they = said.items.findIndex((item) => item.text === 'they')
  const isSubject = /^(?:do|does|did)$/.test(said.items[they - 1]?.text ?? '')
  const isDone = passive.items.some(
    (item, at) =>
      item.role === 'content' &&
      isParticiple(item.text) &&
      passive.items.slice(Math.max(0, at - 5), at).some((before) => beForms.has(before.text)),
  )
  return (
    isSubject &&
    isDone &&
    said.kind !== 'yes_no' &&
    !passive.items.some((item) => /^(?:by|i|we|you|he|she|they)$/.test(item.text))
  )
}

export const names: Rule = {
  name: 'names',
  reason: 'Another person, place, firm or thing with a name has other facts.',
  example: ['How do I reset the Canon printer?', 'How do I reset the Epson printer?'],
  check: (pair) =>
    unmatched(
      pair,
      (item) => item.proper || (item.role === 'person' && !(item.text === 'they' && areAnybody(pair))),
    ),
}
