import { against } from '../differences.ts'
import type { Question } from '../question.ts'
import type { Kind } from '../question-kind.ts'
import type { Rule } from '../rule.ts'
import { wordSet } from '../tables/word-set.ts'

const persons =
  wordSet(`person doctor dentist nurse lawyer judge teacher tutor professor author writer composer painter artist singer actor
  director manager supervisor boss colleague employee engineer scientist president king queen minister mayor captain coach
  player member tenant landlord owner founder inventor plumber electrician carpenter architect photographer chairman secretary
  treasurer trainer guide pilot driver customer client supplier partner neighbour student pupil applicant candidate witness`)

export const questionType: Rule = {
  name: 'question_type',
  reason: 'Who, when, how many and why ask for answers of different sorts about the same thing.',
  example: ['Who repaired the roof?', 'When was the roof repaired?'],
  check({ a, b }) {
    if (a.items.filter(asks).length > 1 || b.items.filter(asks).length > 1) {
      const [one, other] = [a, b].map((question) =>
        question.items
          .filter(asks)
          .map((item) => item.key)
          .sort()
          .join(' '),
      )
      if (one !== other) return against(one ?? '', other ?? '')
    }
    const [fine, coarse] = [grainIn(a), grainIn(b)]
    if (fine !== '' && coarse !== '' && fine !== coarse) return against(fine, coarse)
    return areAlike(a.kind, b.kind) || asksForPerson(a, b) || asksForPerson(b, a)
      ? null
      : against(a.kind, b.kind)
  },
}

/** `Which doctor treated him` and `who is the doctor who treated him`. */
function asksForPerson(which: Question, who: Question): boolean {
  if (which.kind !== 'what' || who.kind !== 'who') return false
  const asked = which.items.findIndex((item) => item.role === 'question' && item.key !== 'who')
  const person = which.items[asked + 1]
  if (person === undefined || !persons.has(person.key)) return false
  const be = who.items.findIndex((item) => item.role === 'question') + 1
  if (!/^(?:is|was|are|were)$/.test(who.items[be]?.text ?? '')) return false
  return who.items
    .slice(be + 1, be + 4)
    .some((item) => item.key === person.key || item.groups.some((group) => person.groups.includes(group)))
}

const asks = (item: { role: string }) => item.role === 'question' || item.role === 'agent'

const grainIn = ({ items }: Question) => items.find((item) => item.role === 'grain')?.key ?? ''

/** Key words may ask what; those that open with a verb ask how. */
function areAlike(a: Kind, b: Kind): boolean {
  if (a === b) return true
  const pair = [a, b].sort().join(' ')
  return pair === 'none what' || pair === 'how none_verb' || pair === 'none_verb what'
}
