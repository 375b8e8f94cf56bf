import { against } from '../differences.ts'
import type { Question } from '../question.ts'
import type { Rule } from '../rule.ts'

export const modality: Rule = {
  name: 'modality',
  reason:
    'What can be done, should be done and must be done are three lists. To ask of one thing whether it can or may be done is one question.',
  example: ['Which fields can be set?', 'Which fields must be set?'],
  check({ a, b }) {
    const [one, other] = [saidBy(a), saidBy(b)]
    if (one === other) return null
    // "How can I" and "how should I" are "how do I"; key words leave out what is needed.
    if (isHow(a) && isHow(b) && isCanOrNone(one) && isCanOrNone(other)) return null
    if (a.kind === 'how' && b.kind === 'how' && isAdvice(one) && isAdvice(other)) return null
    // So are "where do I send it" and "who should I call", which ask what to do.
    if (a.kind === b.kind && isAsking(a, one) && isAsking(b, other)) return null
    // How often it needs it and how often it should have it.
    if (
      a.kind === b.kind &&
      (isDegree(a) || isDegree(b)) &&
      ((isNeeded(a) && other === 'should') || (isNeeded(b) && one === 'should'))
    )
      return null
    if ((a.keywords && other === 'must' && isNeed(b)) || (b.keywords && one === 'must' && isNeed(a)))
      return null
    return against(one, other)
  },
}

function saidBy(question: Question): string {
  const said = question.items.filter((item) => item.role === 'modal').map((item) => item.key)
  if (question.kind === 'yes_no' && said.length > 0 && said.every((key) => allowances.has(key))) return 'may'
  return said.sort().join(' ')
}

const allowances = new Set(['can', 'could', 'may'])
/** `Who do I`, `where should I`: the asker wants to know what to do. */
const isAsking = ({ kind, items }: Question, said: string) =>
  (kind === 'who' || kind === 'where') &&
  items.some(
    (item, at) =>
      (said === 'should' ? item.role === 'modal' : said === '' && item.text === 'do') &&
      /^(?:i|we|one)$/.test(items[at + 1]?.text ?? ''),
  )
const isHow = (question: Question) => question.kind === 'how' || question.kind === 'where'
const isDegree = ({ kind, items }: Question) =>
  /^how_(?:often|much|many)/.test(kind) || items.some((item) => item.measure)
const isNeeded = ({ items }: Question) =>
  items.filter((item) => item.role === 'modal').every((item) => item.text.startsWith('need')) &&
  items.some((item) => item.role === 'modal' && item.text.startsWith('need'))
const isAdvice = (said: string) => said === '' || said === 'should'
const isCanOrNone = (said: string) => said === '' || said === 'can'
const isNeed = (question: Question) =>
  question.items.some((item) => item.role === 'modal' && item.text.startsWith('need'))
