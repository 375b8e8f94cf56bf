import { against, keysDiffer } from '../differences.ts'
import type { Match } from '../matching.ts'
import type { Compared, Rule } from '../rule.ts'

export const relations: Rule = {
  name: 'relations',
  reason: 'From and to, before and after, inside and outside tie the same words to other answers.',
  example: ['What is kept inside the shed?', 'What is kept outside the shed?'],
  check(pair) {
    if (pair.a.keywords || pair.b.keywords) return null
    const differing = keysDiffer(pair, 'direction', (item) => (item.key === 'by' ? null : sameDirection(item.key)))
    return differing ?? pair.matching.matches.map(labelDiffers).find((found) => found !== null) ?? ownerDiffers(pair)
  },
}

const sameDirection = (key: string) => (key === 'when' ? 'if' : key)

/** Ties that may stand for each other; of the rest each stands for itself. */
const alike = new Set(['in of', 'for of', 'about of', 'for in', 'among of', 'of under', 'in under', 'about in', 'about for'])

function labelDiffers({ a, b }: Match): string | null {
  if (a.label === b.label) return null
  const [one, other] = [looseOf(a.label), looseOf(b.label)]
  if (one === null || other === null) return sameDirection(a.label) === sameDirection(b.label) ? null : against(`${a.label} ${a.item.raw}`, `${b.label} ${b.item.raw}`)
  if (one === '' || other === '' || alike.has([one, other].sort().join(' '))) return null
  return against(`${one} ${a.item.raw}`, `${other} ${b.item.raw}`)
}

/** '' for what stands free, the word of a loose tie, null for a direction. */
function looseOf(label: string): string | null {
  if (label === 'core') return ''
  return label.startsWith('loose:') ? label.slice(6) : null
}

function ownerDiffers({ matching: { matches } }: Compared): string | null {
  for (const { a, b } of matches) {
    if (a.owner === b.owner) continue
    if (a.owner !== null && b.owner !== null) return against(`${a.owner} ${a.item.raw}`, `${b.owner} ${b.item.raw}`)
    const owner = a.owner ?? b.owner
    const elsewhere = matches.some((match) => match.a !== a && (a.owner === null ? match.a : match.b).owner === owner)
    if (elsewhere || owner !== 'our') return against(`${a.owner ?? 'a'} ${a.item.raw}`, `${b.owner ?? 'a'} ${b.item.raw}`)
  }
  return null
}
