import { against } from '../differences.ts'
import type { Question } from '../question.ts'
import type { Rule } from '../rule.ts'

export const modality: Rule = {
  name: 'modality',
  reason: 'What can be done, may be done, should be done and must be done are four lists.',
  example: ['Which fields can be set?', 'Which fields must be set?'],
  check({ a, b }) {
    const [one, other] = [saidBy(a), saidBy(b)]
    if (one === other) return null
    // "How can I" and "how should I" are "how do I"; key words leave out what is needed.
    if (isHow(a) && isHow(b) && isCanOrNone(one) && isCanOrNone(other)) return null
    if (a.kind === 'how' && b.kind === 'how' && isAdvice(one) && isAdvice(other)) return null
    if ((a.keywords && other === 'must' && isNeed(b)) || (b.keywords && one === 'must' && isNeed(a)))
      return null
    return against(one, other)
  },
}

const saidBy = (question: Question) =>
  question.items
    .filter((item) => item.role === 'modal')
    .map((item) => item.key)
    .sort()
    .join(' ')
const isHow = (question: Question) => question.kind === 'how' || question.kind === 'where'
const isAdvice = (said: string) => said === '' || said === 'should'
const isCanOrNone = (said: string) => said === '' || said === 'can'
const isNeed = (question: Question) =>
  question.items.some((item) => item.role === 'modal' && item.text.startsWith('need'))
