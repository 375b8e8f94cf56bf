import { against } from '../differences.ts'
import type { Rule } from '../rule.ts'

export const tense: Rule = {
  name: 'tense',
  reason: 'What was, what is and what will be have different answers.',
  example: ['Who is our supplier?', 'Who was our supplier?'],
  check: ({ a, b }) => (a.tense === b.tense ? null : against(a.tense || 'present', b.tense || 'present')),
}
