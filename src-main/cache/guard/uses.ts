import type { Item } from './item.ts'
import { headsOnly, nounsToo } from './tables/ambiguous-words.ts'
import { beForms } from './tables/function-words.ts'
import { isParticiple, isPast } from './word-forms.ts'

type Use = 'noun' | 'verb' | null

/**
 * Takes from each word the synonyms that it has only as another part of speech: in `the book price` a book is
 * no verb, so reserve does not stand for it, and in `tap the screen` a tap is no faucet.
 */
export function withUses(items: readonly Item[], keywords: boolean): Item[] {
  return items.map((item, at) => {
    if (item.role !== 'content' || item.groups.length === 0) return item
    const groups = groupsFor(items, at, keywords)
    return groups.length === item.groups.length ? item : { ...item, groups }
  })
}

function groupsFor(items: readonly Item[], at: number, keywords: boolean): readonly string[] {
  const item = items[at]
  if (item === undefined) return []
  const isBeforeNoun = items[at + 1]?.role === 'content' && !isDoneTo(items, at)
  const use = keywords && nounsToo.has(item.key) ? 'noun' : spokenAs(items, at)
  if (use !== 'verb' && isBeforeNoun && headsOnly.has(item.key))
    return item.groups.filter((group) => !isOf('n', group))
  if (use === null) return item.groups
  return item.groups.filter((group) => !isOf(use === 'noun' ? 'v' : 'n', group))
}

/** `Is the lift inspected`: what follows is done to it. */
const isDoneTo = (items: readonly Item[], at: number) =>
  isParticiple(items[at + 1]?.text ?? '') &&
  items.slice(Math.max(0, at - 4), at).some((before) => beForms.has(before.text)) &&
  (items[at + 2]?.role !== 'content' ||
    /^(?:yearly|monthly|weekly|daily|regularly)$/.test(items[at + 2]?.key ?? ''))

const isOf = (theme: 'n' | 'v', group: string) => group.startsWith(theme) && /^.\d/.test(group)

const pronouns = new Set(['i', 'we', 'you', 'he', 'she', 'they', 'who'])
const articles = new Set(['a', 'an', 'the', 'this', 'that', 'these', 'those'])
const beforeNouns = new Set(['owner', 'genitive', 'loose', 'direction'])

/** By the word before it and by its ending; null where neither tells. */
function spokenAs(items: readonly Item[], at: number): Use {
  const [item, before] = [items[at], items[at - 1]]
  if (item === undefined || before === undefined || item.text.endsWith('ing')) return null
  if (articles.has(before.text) || beforeNouns.has(before.role)) return 'noun'
  if (item.text !== item.key && (isPast(item.text) || isParticiple(item.text))) return 'verb'
  if (before.role === 'filler' && before.text === 'to') return 'verb'
  return pronouns.has(before.text) ? 'verb' : null
}
