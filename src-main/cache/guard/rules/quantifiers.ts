import { against, keysDiffer } from '../differences.ts'
import type { Question } from '../question.ts'
import type { Compared, Rule } from '../rule.ts'

export const quantifiers: Rule = {
  name: 'quantifiers',
  reason: 'All, some, only, both and none pick different things.',
  example: ['Which rooms have both?', 'Which rooms have either?'],
  check: (pair) =>
    keysDiffer(pair, 'quantifier', (item) => (item.key === 'much' ? null : item.key)) ??
    orderDiffers(pair) ??
    scopeDiffers(pair),
}

const scoped = new Set(['only', 'all', 'some', 'few', 'both', 'either', 'half', 'another', 'many'])

/** `Can only members vote` and `can members only vote`: the same words, of which others are meant. */
function scopeDiffers({ a, b, matching }: Compared): string | null {
  const [one, other] = [meantBy(a), meantBy(b)]
  for (const [key, word] of one) {
    const otherWord = other.get(key)
    if (word === otherWord || otherWord === undefined) continue
    const pair = matching.matches.find((match) => match.a.at === word || match.b.at === otherWord)
    if (pair !== undefined && (pair.a.at !== word || pair.b.at !== otherWord))
      return against(`${key} ${a.items[word]?.raw ?? ''}`, `${key} ${b.items[otherWord]?.raw ?? ''}`)
  }
  return null
}

/** For each quantifier that stands once, the place of what follows it. */
function meantBy({ items, placed }: Question): Map<string, number> {
  const meant = new Map<string, number>()
  items.forEach((item, at) => {
    if (item.role !== 'quantifier' || !scoped.has(item.key)) return
    const word = placed.find((one) => one.at > at)
    if (word === undefined || items.filter((other) => other.key === item.key).length > 1) return
    meant.set(item.key, word.at)
  })
  return meant
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
