import { against, keysDiffer } from '../differences.ts'
import type { Item } from '../item.ts'
import type { Match } from '../matching.ts'
import type { Question } from '../question.ts'
import type { Placed } from '../roles.ts'
import type { Compared, Rule } from '../rule.ts'
import { commonVerbs } from '../tables/common-verbs.ts'

export const relations: Rule = {
  name: 'relations',
  reason: 'From and to, before and after, inside and outside tie the same words to other answers.',
  example: ['What is kept inside the shed?', 'What is kept outside the shed?'],
  check(pair) {
    if (pair.a.keywords || pair.b.keywords) return null
    const differing = keysDiffer(pair, 'direction', (item) =>
      item.key === 'by' ? null : sameDirection(item.key),
    )
    return (
      differing ??
      keysDiffer(pair, 'join', (item) => (item.key === 'or' ? 'or' : null)) ??
      joinsDiffer(pair) ??
      strandedDiffers(pair) ??
      containDiffers(pair) ??
      objectDiffers(pair) ??
      pair.matching.matches.map(labelDiffers).find((found) => found !== null) ??
      ownerDiffers(pair)
    )
  },
}

/** `Cats and dogs or birds` and `cats or dogs and birds`: where both join, each joins the same two. */
function joinsDiffer({ a, b }: Compared): string | null {
  const [one, other] = [joinsIn(a), joinsIn(b)]
  return one === other || !(one + other).includes('or') ? null : against(one, other)
}

const joinsIn = ({ items }: Question) =>
  items
    .filter((item) => item.role === 'join')
    .map((item) => item.key)
    .join(' ')

/** `What does it lead to` and `what leads to it`: a tie whose noun is the one asked for. */
function strandedDiffers(pair: Compared): string | null {
  const [a, b] = [strandedIn(pair.a), strandedIn(pair.b)]
  return a === b ? null : against(a, b)
}

const particles = new Set(['by', 'up', 'out', 'off', 'down', 'over', 'through', 'along'])

function strandedIn({ items }: Question): string {
  return items
    .filter((item, at) => {
      if ((item.role !== 'loose' && item.role !== 'direction') || particles.has(item.key)) return false
      // "What year was it founded in", "what speed does it move at".
      if (item.key === 'in' && items.slice(0, at).some(isDegree)) return false
      const next = items.slice(at + 1).find((other) => other.role !== 'filler')
      return next === undefined || next.role === 'break' || next.role === 'loose' || next.role === 'direction'
    })
    .map((item) => item.key)
    .sort()
    .join(' ')
}

const isDegree = (item: Item) => item.role === 'grain' || item.measure

const sameDirection = (key: string) => (key === 'when' ? 'if' : key)

/** Ties that may stand for each other; of the rest each stands for itself. */
const alike = new Set([
  'in of',
  'for of',
  'about of',
  'for in',
  'among of',
  'of under',
  'in under',
  'about in',
  'about for',
])

function labelDiffers({ a, b }: Match): string | null {
  if (a.label === b.label) return null
  const [one, other] = [looseOf(a.label), looseOf(b.label)]
  if (one === null || other === null)
    return sameDirection(a.label) === sameDirection(b.label)
      ? null
      : against(`${a.label} ${a.item.raw}`, `${b.label} ${b.item.raw}`)
  if (one === '' || other === '')
    return one === 'with' || other === 'with'
      ? against(`${one} ${a.item.raw}`, `${other} ${b.item.raw}`)
      : null
  if (alike.has([one, other].sort().join(' '))) return null
  return against(`${one} ${a.item.raw}`, `${other} ${b.item.raw}`)
}

/** '' for what stands free, the word of a loose tie, null for a direction. */
function looseOf(label: string): string | null {
  if (label === 'core') return ''
  return label.startsWith('loose:') ? label.slice(6) : null
}

/** What a cake contains is in it, and not on it or at it. */
function containDiffers({ a, b }: Compared): string | null {
  const isHeld = ({ items }: Question) =>
    items.some((item) => item.role === 'loose' && item.raw === 'contain')
  const isIn = ({ items }: Question) =>
    items.some((item) => item.key === 'in' && (item.raw === 'contain' || item.text === 'in'))
  return (isHeld(a) && !isIn(b)) || (isHeld(b) && !isIn(a)) ? 'in it against on it' : null
}

/** `Sign the parcel` and `sign for the parcel`: right behind a verb the tie is a part of it. */
function objectDiffers({ a, b, matching: { matches } }: Compared): string | null {
  for (const { a: one, b: other } of matches) {
    if (one.label === other.label || looseOf(one.label) === null || looseOf(other.label) === null) continue
    const [before, beforeOther] = [beforeIn(a, one), beforeIn(b, other)]
    if (
      before === undefined ||
      beforeOther === undefined ||
      !commonVerbs.has(before.item.key) ||
      before.item.key !== beforeOther.item.key
    )
      continue
    if (!(isTiedTo(a, before, one) || isTiedTo(b, beforeOther, other))) continue
    return against(`${one.label} ${one.item.raw}`, `${other.label} ${other.item.raw}`)
  }
  return null
}

const isTiedTo = (question: Question, before: Placed, one: Placed) =>
  question.items.slice(before.at, one.at).some((item) => item.role === 'loose')

const beforeIn = (question: Question, one: Placed) => question.placed[question.placed.indexOf(one) - 1]

function ownerDiffers({ matching: { matches } }: Compared): string | null {
  for (const { a, b } of matches) {
    if (a.owner === b.owner) continue
    if (a.owner !== null && b.owner !== null)
      return against(`${a.owner} ${a.item.raw}`, `${b.owner} ${b.item.raw}`)
    const owner = a.owner ?? b.owner
    const [bare, owned] = a.owner === null ? [a, b] : [b, a]
    const elsewhere = matches.some((match) => {
      const [here, there] = a.owner === null ? [match.a, match.b] : [match.b, match.a]
      // "My gym membership" is "my membership at the gym".
      const isHead =
        (there.adjoining && there.at === owned.at + 1) || (bare.adjoining && bare.at === here.at + 1)
      return here !== bare && here.owner === owner && !isHead
    })
    if (elsewhere || owner !== 'our')
      return against(`${a.owner ?? 'a'} ${a.item.raw}`, `${b.owner ?? 'a'} ${b.item.raw}`)
  }
  return null
}
