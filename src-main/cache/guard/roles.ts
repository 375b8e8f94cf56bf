import { activeOrder } from './active-voice.ts'
import { carriers, type Item } from './item.ts'

export interface Placed {
  readonly item: Item
  /** Where in the items. */
  readonly at: number
  /** Place in the order of the active wording. */
  readonly order: number
  /** `core`, `loose:of`, or a direction such as `from`. */
  readonly label: string
  /** Whose it is: `my` counts as `our`. */
  readonly owner: string | null
  /** `X's`. */
  readonly genitive: boolean
  /** No word stands between it and the one before. */
  readonly adjoining: boolean
  /** Only `and` or `or` stands between it and the one before. */
  readonly coordinated: boolean
}

const clauses = new Set(
  'if when once while because although before after until since where unless'.split(' '),
)
const ends = new Set(['auxiliary', 'modal', 'question', 'break', 'agent'])

/** What carries meaning, each with what ties it to the rest. */
export function rolesIn(items: readonly Item[]): Placed[] {
  const placed: Placed[] = []
  const active = activeOrder(items)
  let label = 'core'
  let owner: string | null = null
  let before = -1
  items.forEach((item, at) => {
    if (carriers.has(item.role)) {
      const between = items
        .slice(before + 1, at)
        .filter((other) => other.role !== 'filler' && other.role !== 'owner')
      placed.push({
        item,
        at,
        order: active.order[at] ?? at,
        label: active.agents.has(at) ? 'core' : label,
        owner,
        genitive: items[at + 1]?.role === 'genitive',
        adjoining: before >= 0 && before === at - 1,
        coordinated: before >= 0 && between.length > 0 && between.every((other) => other.role === 'join'),
      })
      owner = null
      before = at
    } else if (item.role === 'owner') owner = item.key === 'my' ? 'our' : item.key
    else label = labelAfter(item, label)
  })
  return placed.map((one, at) =>
    isOwned(placed, at) ? { ...one, label: one.label === 'core' ? 'loose:of' : one.label } : one,
  )
}

/** `X's`, and what stands before it without a break: the dining table's. */
function isOwned(placed: readonly Placed[], at: number): boolean {
  for (let place = at; place < placed.length; place++) {
    if (placed[place]?.genitive) return true
    if (placed[place + 1]?.adjoining !== true) return false
  }
  return false
}

function labelAfter(item: Item, label: string): string {
  if (item.role === 'loose') return `loose:${item.key}`
  if (item.role === 'direction') return item.key
  if (item.role === 'negation' && (item.key === 'without' || item.key === 'except')) return item.key
  if (item.role === 'break') return 'core'
  if (ends.has(item.role) || (item.role === 'filler' && item.text === 'to'))
    return clauses.has(label) ? label : 'core'
  return label
}
