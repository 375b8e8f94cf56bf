import { against, keysDiffer } from '../differences.ts'
import type { Compared, Rule } from '../rule.ts'

export const quantifiers: Rule = {
  name: 'quantifiers',
  reason: 'All, some, only, both and none pick different things.',
  example: ['Which rooms have both?', 'Which rooms have either?'],
  check: (pair) =>
    keysDiffer(pair, 'quantifier', (item) => (item.key === 'much' ? null : item.key)) ?? orderDiffers(pair),
}

/** `Do some have none` and `do none have some`. */
function orderDiffers({ a, b }: Compared): string | null {
  const [one, other] = [a, b].map((question) =>
    question.items
      .filter(
        (item) =>
          item.role === 'quantifier' ||
          (item.role === 'negation' && /^(?:no|none|nobody|nothing)$/.test(item.key)),
      )
      .map((item) => item.key)
      .join(' '),
  )
  return one === other ? null : against(one ?? '', other ?? '')
}
