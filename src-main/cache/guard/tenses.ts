import type { Item } from './item.ts'
import { beForms } from './tables/function-words.ts'
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
    else if (
      /^(?:has|have|'ve)$/.test(item.text) &&
      !/^(?:content|modal)$/.test(item.role) &&
      isPerfect(items, at)
    )
      times.push('perfect')
  })
  if (times.length === 0 && isBarePast(items)) times.push('past')
  return times.sort().join(' ')
}

const isBehindHave = (items: readonly Item[], at: number): boolean =>
  items.slice(Math.max(0, at - 3), at).some((item) => /^(?:has|have|'ve)$/.test(item.text))

function isPerfect(items: readonly Item[], at: number): boolean {
  const pause = items.findIndex((item, place) => place > at && item.role === 'break')
  if (items.slice(at + 1, pause < 0 ? items.length : pause).some((item) => item.text === 'been')) return true
  return items
    .slice(at + 1, at + 5)
    .some(
      (item) =>
        (item.role === 'content' && isParticiple(item.text) && item.text !== item.key) || item.text === 'had',
    )
}

/** `Who designed it`: no auxiliary, and a past form behind who, what or which and its noun. */
function isBarePast(items: readonly Item[]): boolean {
  if (items.some((item) => item.role === 'auxiliary' || item.role === 'modal')) return false
  const asked = items.findIndex((item) => (item.role === 'question' && item.key !== 'why') || item.measure)
  if (asked < 0) return false
  return items
    .slice(asked + 1, asked + 5)
    .some(
      (item, at, near) =>
        item.role === 'content' && item.text !== item.key && isPast(item.text) && !isAttribute(near, at),
    )
}

/** `A deleted note` tells nothing of when one asks for it. */
const isAttribute = (items: readonly Item[], at: number) =>
  (items[at]?.text === 'made' && items[at + 1]?.key === 'of') ||
  (items[at + 1]?.role === 'content' && /^(?:a|an|the|my|our|your)$/.test(items[at - 1]?.text ?? ''))

const closes = new Set(['break', 'owner', 'loose', 'direction', 'join'])

/**
 * Whether an item says what is going on just now: `is the door opening`, `who is painting the hall`, but not
 * `is smoking allowed` nor `is dry cleaning expensive`, where it is what is spoken of. `isVerb` where something
 * else tells that the word is a verb.
 */
export function isGoingOn(items: readonly Item[], at: number, isVerb: boolean): boolean {
  const [item, next] = [items[at], items[at + 1]]
  if (item === undefined || !item.text.endsWith('ing') || item.text === item.key) return false
  if (/^(?:a|an|the)$/.test(items[at - 1]?.text ?? '')) return false
  const closed =
    isVerb ||
    next === undefined ||
    closes.has(next.role) ||
    /^(?:a|an|the|this|that|these|those)$/.test(next.text)
  const be = items.slice(Math.max(0, at - 5), at).findLastIndex((before) => beForms.has(before.text))
  if (!closed || be < 0) return false
  const from = Math.max(0, at - 5) + be
  const asked = items[from - 1]
  if (from === at - 1) return asked !== undefined && asked.role !== 'break' && !isWhat(asked)
  const between = items.slice(from + 1, at)
  const said = between.filter((one) => one.role === 'content' || one.role === 'person')
  return (
    between.every((one) => one.role !== 'loose' && one.role !== 'direction' && one.role !== 'break') &&
    (said.length > 0 ? between[0]?.role !== 'content' || said[0]?.proper === true : between.length > 0)
  )
}

const isWhat = (item: Item) => item.role === 'question' && item.key !== 'who'
