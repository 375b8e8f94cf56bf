import type { Item, Role } from './item.ts'
import type { Placed } from './roles.ts'
import type { Compared } from './rule.ts'

/** `x against y` of what is left over on either side, where a rule takes it as its own. */
export function unmatched(pair: Compared, isOwn: (item: Item) => boolean): string | null {
  const a = pair.matching.onlyA.filter((one) => isOwn(one.item))
  const b = pair.matching.onlyB.filter((one) => isOwn(one.item))
  return a.length + b.length === 0 ? null : against(shown(a), shown(b))
}

const shown = (placed: readonly Placed[]): string => placed.map((one) => one.item.raw).join(' ')

/** Compares the keys of one role, in any order. */
export function keysDiffer(
  pair: Compared,
  role: Role,
  keyOf: (item: Item) => string | null = (item) => item.key,
): string | null {
  const [a, b] = [pair.a, pair.b].map((question) =>
    question.items
      .filter((item) => item.role === role)
      .map(keyOf)
      .filter((key) => key !== null)
      .sort()
      .join(' '),
  )
  return a === b ? null : against(a ?? '', b ?? '')
}

export function against(a: string, b: string): string {
  return `${a === '' ? 'nothing' : a} against ${b === '' ? 'nothing' : b}`
}
