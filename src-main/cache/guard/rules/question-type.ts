import { against } from '../differences.ts'
import type { Question } from '../question.ts'
import type { Kind } from '../question-kind.ts'
import type { Rule } from '../rule.ts'

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
    return areAlike(a.kind, b.kind) ? null : against(a.kind, b.kind)
  },
}

const asks = (item: { role: string }) => item.role === 'question' || item.role === 'agent'

const grainIn = ({ items }: Question) => items.find((item) => item.role === 'grain')?.key ?? ''

/** Key words may ask what; those that open with a verb ask how. */
function areAlike(a: Kind, b: Kind): boolean {
  if (a === b) return true
  const pair = [a, b].sort().join(' ')
  return pair === 'none what' || pair === 'how none_verb' || pair === 'none_verb what'
}
