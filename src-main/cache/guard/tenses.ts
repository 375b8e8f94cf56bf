import type { Item } from './item.ts'
import { isParticiple, isPast } from './word-forms.ts'

/** The times that a question speaks of, as often as it does, in alphabetic order. Empty for the present and where none is said. */
export type Tense = string

const past = new Set(['was', 'were', 'did', 'had'])
const will = new Set(['will', "'ll", 'shall'])
const would = new Set(['would', "'d"])

export function tenseOf(items: readonly Item[]): Tense {
  const times: string[] = []
  items.forEach((item, at) => {
    if (past.has(item.text) && !(item.text === 'had' && isBehindHave(items, at))) times.push('past')
    else if (will.has(item.text) && item.role !== 'content') times.push('future')
    else if (would.has(item.text) && item.role !== 'content') times.push('would')
    else if (item.text === 'going' && items[at + 1]?.text === 'to') times.push('future')
    else if (/^(?:has|have|'ve)$/.test(item.text) && item.role === 'auxiliary' && isPerfect(items, at))
      times.push('perfect')
  })
  if (times.length === 0 && isBarePast(items)) times.push('past')
  return times.sort().join(' ')
}

const isBehindHave = (items: readonly Item[], at: number): boolean =>
  items.slice(Math.max(0, at - 3), at).some((item) => /^(?:has|have|'ve)$/.test(item.text))

function isPerfect(items: readonly Item[], at: number): boolean {
  return items
    .slice(at + 1, at + 5)
    .some(
      (item) =>
        (item.role === 'content' && isParticiple(item.text) && item.text !== item.key) ||
        item.text === 'been' ||
        item.text === 'had',
    )
}

/** `Who designed it`: no auxiliary, and a past form behind who, what or which and its noun. */
function isBarePast(items: readonly Item[]): boolean {
  if (items.some((item) => item.role === 'auxiliary' || item.role === 'modal')) return false
  const asked = items.findIndex(
    (item) => item.role === 'question' && /^(?:who|what|which|how_many)$/.test(item.key),
  )
  if (asked < 0) return false
  return items
    .slice(asked + 1, asked + 5)
    .some((item) => item.role === 'content' && item.text !== item.key && isPast(item.text))
}
