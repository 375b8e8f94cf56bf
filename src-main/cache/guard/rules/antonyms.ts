import { against } from '../differences.ts'
import { areOpposite } from '../opposites.ts'
import type { Rule } from '../rule.ts'

export const antonyms: Rule = {
  name: 'antonyms',
  reason: 'One of two opposites in place of the other asks for the opposite.',
  example: ['How do I enable updates?', 'How do I disable updates?'],
  check({ matching }) {
    for (const a of matching.onlyA) {
      const b = matching.onlyB.find((other) => areOpposite(a.item, other.item))
      if (b !== undefined) return against(a.item.raw, b.item.raw)
    }
    // A word of many meanings may be a synonym in one and an opposite in another.
    const confused = matching.matches.find((match) => areOpposite(match.a.item, match.b.item))
    return confused === undefined ? null : against(confused.a.item.raw, confused.b.item.raw)
  },
}
