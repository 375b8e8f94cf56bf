import { keysDiffer } from '../differences.ts'
import type { Rule } from '../rule.ts'

export const quantifiers: Rule = {
  name: 'quantifiers',
  reason: 'All, some, only, both and none pick different things.',
  example: ['Which rooms have both?', 'Which rooms have either?'],
  check: (pair) => keysDiffer(pair, 'quantifier', (item) => (item.key === 'much' ? null : item.key)),
}
