import type { Item } from './item.ts'
import { commonVerbs } from './tables/common-verbs.ts'

/** What sort of answer is asked for; `yes_no` where the question opens with its verb, `none` in key words. */
export type Kind = string

const sameKind = new Map([
  ['which', 'what'],
  ['whom', 'who'],
])

export function kindOf(items: readonly Item[], keywords: boolean): Kind {
  if (keywords && items[0]?.key === 'deadline') return 'when'
  if (keywords) return commonVerbs.has(items[0]?.key ?? '') ? 'none_verb' : 'none'
  const leads = segments(items).map(leadOf)
  const found = leads.filter((lead) => lead !== null)
  const first = found[0]
  // "When the power fails, what should I do?" asks what.
  const kind =
    first === 'when' || first === 'where'
      ? (found.slice(1).find((lead) => lead !== 'yes_no') ?? first)
      : first
  if (kind !== undefined) return kind
  const asked = items.find((item) => item.role === 'question' || item.measure || item.role === 'agent')
  if (asked !== undefined) return nameOf(asked)
  return commonVerbs.has(items.find((item) => item.role === 'content')?.key ?? '') ? 'none_verb' : 'none'
}

function segments(items: readonly Item[]): Item[][] {
  const found: Item[][] = [[]]
  for (const item of items) {
    if (item.role === 'break') found.push([])
    else found.at(-1)?.push(item)
  }
  return found.filter((segment) => segment.length > 0)
}

function leadOf(segment: readonly Item[]): Kind | null {
  const first = segment.find((item) => item.role !== 'join')
  if (first === undefined) return null
  if (first.role === 'auxiliary' || first.role === 'modal') return 'yes_no'
  const second =
    first.role === 'loose' || first.role === 'direction' ? segment[segment.indexOf(first) + 1] : first
  if (second === undefined) return null
  return second.role === 'question' || second.measure || second.role === 'agent' ? nameOf(second) : null
}

function nameOf(item: Item): Kind {
  if (item.measure) return 'what'
  if (item.role === 'agent') return 'who'
  return sameKind.get(item.key) ?? item.key
}
