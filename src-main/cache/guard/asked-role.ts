import type { Item } from './item.ts'
import { commonVerbs } from './tables/common-verbs.ts'
import { beForms } from './tables/function-words.ts'

/**
 * Whether what is asked for does it or has it done to it, where the verb is active: `who sued` and `which firms
 * insure` ask who does it, `who do I sue` to whom it is done. Null where word order alone does not tell.
 */
export function askedInActive(items: readonly Item[]): 'agent' | 'patient' | null {
  const at = items.findIndex((item) => item.role === 'question' && /^(?:who|whom|what|which)$/.test(item.key))
  if (at < 0 || items.slice(0, at).some((item) => item.role === 'loose' || item.role === 'direction'))
    return null
  let verb = at + 1
  while (items[verb]?.role === 'content' || items[verb]?.role === 'number') verb++
  const [next, after] = [items[verb], items[verb + 1]]
  if (next === undefined || !isAuxiliary(next)) return activeVerb(items, at, verb)
  if (/^(?:do|does|did)$/.test(next.text)) return 'patient'
  if (after?.role === 'filler' || after?.role === 'owner') return next.role === 'modal' ? 'patient' : null
  if (beForms.has(next.text)) return after?.text.endsWith('ing') && after.key !== after.text ? 'agent' : null
  return after?.role === 'content' && !after.proper && isVerb(after, items[verb + 2]) ? 'agent' : null
}

const isAuxiliary = (item: Item): boolean => item.role === 'auxiliary' || item.role === 'modal'
const isVerb = (item: Item, next: Item | undefined): boolean =>
  commonVerbs.has(item.key) || next === undefined || next.role === 'break'

/** `Who sued …`, `which children feed`: no auxiliary before the verb. */
function activeVerb(items: readonly Item[], asked: number, end: number): 'agent' | null {
  if (items.slice(asked).some(isAuxiliary)) return null
  const isWho = items[asked]?.key === 'who'
  return end - asked > (isWho ? 1 : 2) ? 'agent' : null
}
