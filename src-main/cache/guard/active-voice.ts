import { askedInActive } from './asked-role.ts'
import { carriers, type Item } from './item.ts'
import { beForms } from './tables/function-words.ts'
import { wordSet } from './tables/word-set.ts'
import { isParticiple } from './word-forms.ts'

export interface ActiveOrder {
  /** For each item its place, had the question been put in the active voice. */
  readonly order: readonly number[]
  /** Items that name who does it, behind `by`. */
  readonly agents: ReadonlySet<number>
  /** Of the question word: who does it, to whom it is done, or not told. */
  readonly asked: 'agent' | 'patient' | null
  /** It is done to the one who asks: `must I be informed`. */
  readonly toAsker: boolean
}

const within = new Set([
  'content',
  'number',
  'literal',
  'quote',
  'filler',
  'owner',
  'genitive',
  'loose',
  'person',
  'join',
  'quantifier',
])

/** `Are bins emptied by the janitor` puts janitor, empty, bins as `does the janitor empty bins` does. */
export function activeOrder(items: readonly Item[]): ActiveOrder {
  const order = items.map((_, at) => at)
  const agents = new Set<number>()
  let asked: ActiveOrder['asked'] = null
  const forms = items.flatMap((item, at) => (beForms.has(item.text) ? [at] : []))
  for (const be of forms) {
    const verb = participleAfter(items, be)
    if (verb !== null) asked = putActive(items, be, verb, order, agents) ?? asked
  }
  return {
    order,
    agents,
    asked: asked ?? askedInActive(items),
    toAsker: forms.some((be) => isToAsker(items, be)),
  }
}

/** Moves one passive's verb before its subject, and who does it before the verb; tells what is asked for. */
function putActive(
  items: readonly Item[],
  be: number,
  verb: number,
  order: number[],
  agents: Set<number>,
): ActiveOrder['asked'] {
  const subject = subjectOf(items, be, verb)
  const first = subject[0]
  const isAsked = first !== undefined && opensWithQuestion(items, first)
  if (!isAsked && first !== undefined) order[verb] = first - 0.5
  for (const at of agentAfter(items, verb)) {
    agents.add(at)
    order[at] = (order[verb] ?? verb) - 0.4 + at / 10_000
  }
  if (items.some((other) => other.role === 'agent') || isStranded(items, verb)) return 'agent'
  return isAsked || (first === undefined && whoBefore(items, be)) ? 'patient' : null
}

function isToAsker(items: readonly Item[], be: number): boolean {
  const isAsker = (at: number) => /^(?:i|we|you)$/.test(items[at]?.text ?? '')
  const isDone = (at: number) => items[at]?.role === 'content' && isParticiple(items[at]?.text ?? '')
  return (isAsker(be - 1) && isDone(be + 1)) || (isAsker(be + 1) && isDone(be + 2))
}

/** The participle that a form of be makes passive: the last of those before the sentence goes on. */
function participleAfter(items: readonly Item[], be: number): number | null {
  let found: number | null = null
  for (let at = be + 1; at < items.length; at++) {
    const item = items[at]
    if (item === undefined || !(within.has(item.role) || item.role === 'negation' || beForms.has(item.text)))
      break
    const next = items[at + 1]
    const ends = next === undefined || !carriers.has(next.role) || isAdverb(next, items[at + 2])
    if (item.role === 'content' && ends && next?.role !== 'genitive' && isParticiple(item.text)) found = at
  }
  return found
}

const adverbs = wordSet(
  'overnight daily weekly monthly yearly annually whole again regularly early late online abroad directly separately together first last',
)
/** `Be soaked overnight`, and no `locked daily report`. */
const isAdverb = (item: Item, next: Item | undefined) =>
  item.role === 'content' && adverbs.has(item.text) && (next === undefined || !carriers.has(next.role))

/** The subject stands between be and the participle, or before be back to what opens the clause. */
function subjectOf(items: readonly Item[], be: number, verb: number): number[] {
  const between = range(be + 1, verb).filter((at) => carriers.has(items[at]?.role ?? 'filler'))
  if (between.length > 0) return between
  const found: number[] = []
  for (let at = be - 1; at >= 0; at--) {
    const item = items[at]
    if (
      item === undefined ||
      !(
        within.has(item.role) ||
        item.role === 'modal' ||
        item.role === 'auxiliary' ||
        item.role === 'negation'
      )
    )
      break
    if (item.role === 'modal' || item.role === 'auxiliary') {
      if (found.length > 0) break
      continue
    }
    if (carriers.has(item.role)) found.unshift(at)
  }
  // "By what date the tax return must be filed": the subject is the noun that has its own article.
  const own = found.findIndex((at, place) => place > 0 && items[at - 1]?.role === 'filler')
  return own > 0 && opensWithQuestion(items, found[0] ?? 0) ? found.slice(own) : found
}

function opensWithQuestion(items: readonly Item[], subject: number): boolean {
  return items[subject - 1]?.role === 'question'
}

function agentAfter(items: readonly Item[], verb: number): number[] {
  const by = items.findIndex((item, at) => at > verb && item.role === 'direction' && item.key === 'by')
  if (
    by < 0 ||
    range(verb + 1, by).some((at) => ['break', 'auxiliary', 'modal'].includes(items[at]?.role ?? ''))
  )
    return []
  const found: number[] = []
  for (let at = by + 1; at < items.length; at++) {
    const role = items[at]?.role ?? 'break'
    if (
      !(carriers.has(role) || role === 'filler' || role === 'owner' || role === 'genitive' || role === 'join')
    )
      break
    if (carriers.has(role)) found.push(at)
  }
  return found
}

function isStranded(items: readonly Item[], verb: number): boolean {
  const next = items[verb + 1]
  const after = items[verb + 2]
  return next?.key === 'by' && (after === undefined || ['loose', 'direction', 'break'].includes(after.role))
}

function whoBefore(items: readonly Item[], be: number): boolean {
  const before =
    items[be - 1]?.role === 'modal' || items[be - 1]?.role === 'auxiliary' ? items[be - 2] : items[be - 1]
  return before?.role === 'question' && (before.key === 'who' || before.key === 'what')
}

const range = (from: number, to: number): number[] =>
  Array.from({ length: Math.max(0, to - from) }, (_, at) => from + at)
