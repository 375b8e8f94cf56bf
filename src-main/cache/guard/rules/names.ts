import { unmatched } from '../differences.ts'
import type { Rule } from '../rule.ts'

export const names: Rule = {
  name: 'names',
  reason: 'Another person, place, firm or thing with a name has other facts.',
  example: ['How do I reset the Canon printer?', 'How do I reset the Epson printer?'],
  check: (pair) => unmatched(pair, (item) => item.proper || item.role === 'person'),
}
