import { groupsOf } from './groups.ts'
import { carriers, type Item, type Role } from './item.ts'
import { beForms } from './tables/function-words.ts'
import { wordSet } from './tables/word-set.ts'

/**
 * Wordings whose parts stand apart, each put as the one that the rules compare: `how do A and B differ` as `what is
 * the difference between A and B`, `does it contain nuts` as `are nuts in it`. What is spoken of stays as it is.
 */
export function reworded(items: readonly Item[]): Item[] {
  return steps.reduce<Item[]>((read, step) => step(read), [...items])
}

const does = /^(?:do|does|did)$/
const isBe = (item: Item | undefined) => item !== undefined && beForms.has(item.text)
const isContent = (item: Item | undefined, key: string) => item?.role === 'content' && item.key === key
const endOf = (items: readonly Item[], from: number): number => {
  const pause = items.findIndex((item, at) => at > from && item.role === 'break')
  return pause < 0 ? items.length : pause
}
const made = (like: Item, role: Role, key: string): Item => ({
  ...like,
  role,
  key,
  text: key,
  groups: role === 'content' ? groupsOf(key) : [],
  proper: false,
  measure: false,
})
const closes = (items: readonly Item[], at: number): boolean =>
  items[at + 1] === undefined || /^(?:break|loose)$/.test(items[at + 1]?.role ?? '')

/** `How do A and B differ`, `how does A differ from B`. */
function withDifference(items: Item[]): Item[] {
  const [how, aux] = items
  if (how?.key !== 'how' || how.role !== 'question' || !does.test(aux?.text ?? '')) return items
  const verb = items.findIndex((item) => item.key === 'differ' && item.role === 'content')
  const from = items[verb + 1]
  if (verb < 3) return items
  const said = items.slice(2, verb)
  if (said.some((item) => !carriers.has(item.role) && !/^(?:filler|join|owner|genitive)$/.test(item.role)))
    return items
  const isJoined = said.some((item) => item.role === 'join')
  if (!isJoined && from?.key !== 'from') return items
  if (isJoined && !closes(items, verb)) return items
  const rest =
    isJoined || from === undefined
      ? items.slice(verb + 1)
      : [made(from, 'join', 'and'), ...items.slice(verb + 2)]
  return [
    made(how, 'question', 'what'),
    made(how, 'content', 'differ'),
    made(how, 'direction', 'between'),
    ...said,
    ...rest,
  ]
}

/** `How far is A from B` and `the distance from A to B` are both between A and B, in either order. */
function withDistance(items: Item[]): Item[] {
  const measure = items.findIndex((item) => item.role === 'content' && item.key === 'distance')
  const ties = items.flatMap((item, at) => (item.role === 'direction' ? [at] : []))
  const [first = -1, second = -1] = ties
  if (
    measure < 0 ||
    first < measure ||
    ties.length > 2 ||
    items.some((item) => /^(?:loose|join|modal)$/.test(item.role))
  )
    return items
  const isFromTo = ties.length === 2 && items[first]?.key === 'from' && items[second]?.key === 'to'
  const before = items.slice(measure + 1, first).findIndex((item) => carriers.has(item.role))
  const tie = items[first]
  if (tie === undefined) return items
  if (isFromTo && before < 0)
    return items.map((item, at) =>
      at === first ? made(item, 'direction', 'between') : at === second ? made(item, 'join', 'and') : item,
    )
  if (ties.length !== 1 || tie.key !== 'from' || before < 0) return items
  const start = measure + 1 + before
  return [
    ...items.slice(0, start),
    made(tie, 'direction', 'between'),
    ...items.slice(start, first),
    made(tie, 'join', 'and'),
    ...items.slice(first + 1),
  ]
}

/** `Does the cake contain nuts` is `are nuts in the cake`, `which nuts does it contain` is `which nuts are in it`. */
function withContents(items: Item[]): Item[] {
  const aux = items.findIndex((item) => item.role === 'auxiliary')
  const verb = items.findIndex((item) => item.role === 'content' && item.text === 'contain')
  const helper = items[aux]
  if (helper === undefined || verb < aux || !/^(?:do|does)$/.test(helper.text)) return items
  const holder = items.slice(aux + 1, verb)
  if (!holder.some((item) => carriers.has(item.role)) || !holder.every(isNounPart)) return items
  const end = endOf(items, verb)
  const held = items.slice(verb + 1, end)
  const asked = items.slice(0, aux)
  const isAsked = asked[0]?.role === 'question' && held.length === 0
  const isYesNo = asked.every((item) => item.role === 'break') && held.length > 0 && held.every(isNounPart)
  if (!isAsked && !isYesNo) return items
  return [
    ...asked,
    made(helper, 'auxiliary', 'is'),
    ...held,
    { ...made(helper, 'loose', 'in'), raw: 'contain' },
    ...holder,
    ...items.slice(end),
  ]
}

const isNounPart = (item: Item) =>
  carriers.has(item.role) || /^(?:filler|owner|genitive|join|quantifier)$/.test(item.role)

/** `What is the name of the function that parses it` is `which function parses it`. */
function withName(items: Item[]): Item[] {
  const [name] = items
  const that = items.findIndex((item, at) => at > 1 && /^(?:that|which|who)$/.test(item.text))
  if (name?.key !== 'name' || name.raw.toLowerCase() !== 'what' || that < 2 || that > 4) return items
  if (!items.slice(1, that).every((item) => item.role === 'content' || item.text === 'the')) return items
  return [made(name, 'question', 'what'), ...items.slice(1, that), ...items.slice(that + 1)]
}

const hours = wordSet('arrival departure opening closing')
const days = wordSet(
  'expiry expiration completion delivery arrival departure publication release purchase renewal cancellation',
)

/** `What is the departure time of the train` and `the passport's expiry date` ask when it departs and expires. */
function withTime(items: Item[]): Item[] {
  const [asked, be] = items
  if (asked?.role !== 'question' || asked.key !== 'what' || !/^(?:is|was)$/.test(be?.text ?? '')) return items
  const dated = items.findIndex((item) => item.key === 'expiry date' || item.key === 'expiration date')
  if (dated > 1)
    return [
      made(asked, 'question', 'when'),
      made(asked, 'grain', 'day'),
      ...(be?.text === 'was' ? [made(asked, 'auxiliary', 'did')] : []),
      ...items.slice(2).map((item) => (item === items[dated] ? made(item, 'content', 'expiry') : item)),
    ]
  const at = items.findIndex((item) => isContent(item, 'time') || isContent(item, 'date'))
  const noun = items[at - 1]
  const isOfIt =
    items[at + 1]?.key === 'of' ||
    (items[at + 1] === undefined && items.some((item) => item.role === 'genitive'))
  const listed = items[at]?.key === 'time' ? hours : days
  if (at < 3 || !isOfIt || noun === undefined || !listed.has(noun.text)) return items
  const when = [
    made(asked, 'question', 'when'),
    made(asked, 'grain', items[at]?.key === 'time' ? 'time' : 'day'),
  ]
  const past = be?.text === 'was' ? [made(asked, 'auxiliary', 'did')] : []
  return [...when, ...past, ...items.filter((_, place) => place > 1 && place !== at)]
}

/** `What was Paul's reason for quitting` and `what is it caused by` ask why. */
function withReason(items: Item[]): Item[] {
  const [asked, be] = items
  if (asked?.role !== 'question' || asked.key !== 'what' || !/^(?:is|was|are|were)$/.test(be?.text ?? ''))
    return items
  const past = /^wa?e?s?re?$|^was$/.test(be?.text ?? '') ? [made(asked, 'auxiliary', 'did')] : []
  const why = [made(asked, 'question', 'why'), ...past]
  const reason = items.findIndex((item, at) => item.text === 'reason' && items[at - 1]?.role === 'genitive')
  if (reason > 2 && /^(?:for|behind)$/.test(items[reason + 1]?.key ?? ''))
    return [...why, ...items.slice(2, reason - 1), ...items.slice(reason + 2)]
  const caused = items.findIndex((item) => item.text === 'caused')
  if (caused > 2 && items[caused + 1]?.key === 'by' && endOf(items, caused) === caused + 2)
    return [...why, ...items.slice(2, caused), ...items.slice(caused + 2)]
  return items
}

/** `Is an extension possible` asks whether it can be extended. */
function withPossible(items: Item[]): Item[] {
  const opens = items.findIndex((item) => item.role !== 'break')
  if (!/^(?:is|are)$/.test(items[opens]?.text ?? '')) return items
  const at = items.findIndex((item) => isContent(item, 'possible'))
  if (at < opens + 2 || items.some((item) => item.role === 'modal')) return items
  if (!items.slice(opens + 1, at).some((item) => carriers.has(item.role))) return items
  return items.map((item, place) =>
    place === at ? { ...item, role: 'modal', key: 'can', groups: [] } : item,
  )
}

/** `Who is going to inspect it`: going says no more than will. */
function withGoing(items: Item[]): Item[] {
  return items.map((item, at) =>
    item.text === 'going' &&
    items[at + 1]?.text === 'to' &&
    items[at + 1]?.role === 'filler' &&
    items.slice(0, at).some(isBe)
      ? { ...item, role: 'filler' }
      : item,
  )
}

const amounts = new Map([
  ['weigh', 'weight'],
  ['hold', 'capacity'],
])

/** `How much does it weigh` asks its weight. */
function withAmount(items: Item[]): Item[] {
  const [asked, aux] = items
  if (asked?.role !== 'question' || !/^(?:how_much|what)$/.test(asked.key) || !does.test(aux?.text ?? ''))
    return items
  const at = items.findIndex((item, place) => place > 2 && item.role === 'content' && amounts.has(item.text))
  const measure = amounts.get(items[at]?.text ?? '')
  if (measure === undefined || at !== items.length - 1 || (measure === 'capacity' && asked.key === 'what'))
    return items
  return [{ ...made(asked, 'content', measure), measure: true }, ...items.slice(1, at)]
}

/** Where one asks who or which, besides and apart from both leave out what is known. */
function withBesides(items: Item[]): Item[] {
  if (!items.some((item) => item.role === 'question' && /^(?:who|what|which)$/.test(item.key))) return items
  if (!items.some((item) => item.key === 'besides' || item.key === 'except')) return items
  return items.flatMap((item) => {
    if (item.role === 'direction' && item.key === 'besides')
      return [{ ...item, role: 'negation' as const, key: 'except' }]
    return item.text === 'else' ? [] : [item]
  })
}

const manners = wordSet('hard difficult tough easy simple safe unsafe dangerous risky legal illegal')

/** `Is it hard to learn Hungarian` is `is Hungarian hard to learn`; good, common and cheap are said of the thing itself. */
function withEase(items: Item[]): Item[] {
  const [be, it, how, to, verb] = items
  if (be === undefined || !/^(?:is|are)$/.test(be.text)) return items
  if (it?.text !== 'it' || how === undefined || !manners.has(how.key)) return items
  // "Is it safe for the swan to eat" asks of one that eats.
  if (to?.key === 'for' && items.at(-2)?.text === 'to') return items.with(3, made(to, 'direction', 'for'))
  if (to?.text !== 'to') return items
  if (to.role !== 'filler' || verb?.role !== 'content') return items
  const end = endOfNoun(items, 5)
  const object = items.slice(5, end)
  if (!object.some((item) => carriers.has(item.role))) return items
  return [be, ...object, how, to, verb, ...items.slice(end)]
}

function endOfNoun(items: readonly Item[], from: number): number {
  const stop = items.findIndex((item, at) => at >= from && !isNounPart(item))
  return stop < 0 ? items.length : stop
}

const steps = [
  withEase,
  withDifference,
  withDistance,
  withContents,
  withName,
  withTime,
  withReason,
  withPossible,
  withGoing,
  withAmount,
  withBesides,
]
