import { unmatched } from '../differences.ts'
import type { Rule } from '../rule.ts'

export const quotedStrings: Rule = {
  name: 'quoted_strings',
  reason: 'What stands in quotation marks is meant letter by letter.',
  example: ['What does "good leaver" mean?', 'What does "bad leaver" mean?'],
  check: (pair) => unmatched(pair, (item) => item.role === 'quote'),
}
