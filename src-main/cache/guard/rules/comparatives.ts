import { against, keysDiffer } from '../differences.ts'
import { carriers } from '../item.ts'
import type { Question } from '../question.ts'
import type { Compared, Rule } from '../rule.ts'

export const comparatives: Rule = {
  name: 'comparatives',
  reason: 'More and less, at least and at most lie on two sides of a bound.',
  example: ['What is ready in under 30 minutes?', 'What is ready in over 30 minutes?'],
  check: (pair) => keysDiffer(pair, 'comparison') ?? boundDiffers(pair),
}

/** Where several bounds are set, each is on the same thing. */
function boundDiffers(pair: Compared): string | null {
  const [a, b] = [boundsOf(pair.a), boundsOf(pair.b)]
  return a === null || b === null || a === b ? null : against(a, b)
}

function boundsOf(question: Question): string | null {
  const bounds = question.items.flatMap((item, at) =>
    item.role === 'comparison'
      ? [`${item.key} ${question.items.slice(at + 1).find((next) => carriers.has(next.role))?.key ?? ''}`]
      : [],
  )
  return bounds.length < 2 ? null : bounds.sort().join(', ')
}
