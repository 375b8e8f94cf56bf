import { groupsOf } from './groups.ts'
import type { Item } from './item.ts'
import { isWord } from './lexicon.ts'
import { oppositesOf } from './opposites.ts'
import { reworded } from './reworded.ts'
import { wordSet } from './tables/word-set.ts'
import { isParticiple, lemmaOf } from './word-forms.ts'

const amounts =
  wordSet(`fee excess deductible deposit allowance premium limit rate penalty fine tax salary wage price cost
  charge discount interest rent bonus pension contribution dose dosage surcharge amount sum compensation refund duty entitlement budget`)

/** Wordings that only the whole question shows to be another's: `how high may it be` is its maximum height. */
export function widened(items: readonly Item[]): Item[] {
  return withBounds(
    withStranded(
      withReceivers(withCosts(withoutLasting(withoutPlaced(withoutDoubleNegation(reworded(items)))))),
    ),
  )
}

/** `To whom did Anna lend it` and `in which hotel`: the tie is read at the end, where it stands in `who did she lend it to`. */
function withStranded(items: readonly Item[]): Item[] {
  const at = items.findIndex(
    (item, place) =>
      (item.role === 'loose' || item.role === 'direction') &&
      isAsked(items[place + 1]) &&
      items.slice(lastPause(items, place) + 1, place).every((before) => before.role === 'filler'),
  )
  const tie = items[at]
  if (tie === undefined) return [...items]
  const pause = items.findIndex((item, place) => place > at && item.role === 'break')
  const end = pause < 0 ? items.length : pause
  return [...items.slice(0, at), ...items.slice(at + 1, end), tie, ...items.slice(end)]
}

const isAsked = (item: Item | undefined) =>
  item?.role === 'question' && /^(?:what|which|whom?|how_many|how_much)$/.test(item.key)
const lastPause = (items: readonly Item[], before: number) =>
  items.slice(0, before).findLastIndex((item) => item.role === 'break')

const giving = wordSet('give send lend show tell sell teach offer pay bring hand owe write')

/** `Sent Mira the flowers` is `sent the flowers to Mira`. */
function withReceivers(items: readonly Item[]): Item[] {
  const verb = items.findIndex((item, at) => giving.has(item.key) && isReceiver(items[at + 1]))
  const receiver = items[verb + 1]
  if (verb < 0 || receiver === undefined) return [...items]
  const to: Item = {
    ...receiver,
    role: 'direction',
    key: 'to',
    text: 'to',
    raw: 'to',
    groups: [],
    proper: false,
  }
  if (items[0]?.role === 'question' && items[0].key !== 'who' && isClosed(items[verb + 2]))
    return [...items.slice(0, verb + 1), to, ...items.slice(verb + 1)]
  if (!isArticle(items[verb + 2])) return [...items]
  let end = verb + 3
  while (items[end]?.role === 'content' || items[end]?.role === 'number') end++
  return [...items.slice(0, verb + 1), ...items.slice(verb + 2, end), to, receiver, ...items.slice(end)]
}

const isClosed = (item: Item | undefined) =>
  item === undefined || item.role === 'break' || item.role === 'loose'
const isReceiver = (item: Item | undefined) =>
  item !== undefined && (item.role === 'person' || (item.role === 'content' && item.proper))
const isArticle = (item: Item | undefined) =>
  item?.role === 'owner' || /^(?:a|an|the)$/.test(item?.text ?? '')

/** `Where is it located` says no more than `where is it`. */
function withoutPlaced(items: readonly Item[]): Item[] {
  if (items.find((item) => item.role === 'question')?.key !== 'where') return [...items]
  return items.filter(
    (item, at) =>
      !(
        (item.text === 'located' || item.text === 'situated') &&
        items.slice(0, at).some((before) => /^(?:is|are|was|were)$/.test(before.text))
      ),
  )
}

/** `How long does it last` asks for its length; the last of several is another word. */
function withoutLasting(items: readonly Item[]): Item[] {
  const asked = items.findIndex((item) => item.measure && item.key === 'length')
  if (asked < 0 || !/^(?:do|does|did|will|can)$/.test(items[asked + 1]?.text ?? '')) return [...items]
  return items.filter((item, at) => {
    const next = items[at + 1]
    const closes = next === undefined || /^(?:break|loose|direction)$/.test(next.role)
    return !(/^(?:last|take)$/.test(item.text) && item.role === 'content' && closes && at > asked + 2)
  })
}

/** `How high may` asks the greatest height; `must … at least` only says the least twice. */
function withBounds(items: readonly Item[]): Item[] {
  if (!items.some((item) => item.measure)) return [...items]
  const bound = items.find((item) => item.role === 'comparison' && (item.key === 'min' || item.key === 'max'))
  const modal = items.find((item) => item.role === 'modal')
  if (modal === undefined) return [...items]
  if (bound?.key === 'min' && (modal.key === 'must' || modal.key === 'should'))
    return items.filter((item) => item !== modal)
  if (bound === undefined && modal.key === 'may')
    return items.map((item) => (item === modal ? { ...item, role: 'comparison', key: 'max' } : item))
  if (bound?.key === 'max' && modal.key === 'may') return items.filter((item) => item !== modal)
  return [...items]
}

/** `How much is X`, `how much does X cost` and `what does X cost` are one question; `how much is the fee` asks what. */
function withCosts(items: readonly Item[]): Item[] {
  const at = items.findIndex((item) => item.role === 'question' && item.key === 'how_much')
  const asked = items[at]
  if (asked === undefined) return [...items]
  const what: Item = { ...asked, key: 'what' }
  const costs = groupsOf('cost')
  if (items.some((item) => item.role === 'content' && item.groups.some((group) => costs.includes(group))))
    return items.with(at, what)
  if (!/^(?:is|are|was|were)$/.test(items[at + 1]?.text ?? '')) return [...items]
  const subject = items
    .slice(at + 2)
    .filter((item) => item.role === 'content')
    .slice(0, 3)
  if (subject.some((item) => amounts.has(item.key))) return items.with(at, what)
  const verb = items
    .slice(at + 2)
    .some((item) => item.role === 'content' && item.text !== item.key && isParticiple(item.text))
  if (verb || items.some((item) => item.role === 'modal')) return [...items]
  return [...items.with(at, what), { ...asked, role: 'content', key: 'cost', text: 'cost', groups: costs }]
}

const negativePrefix = /^(?:un|in|im|ir|il|non|dis)(?=\w{4,})/

/** `not unsupported` is supported, and `not closed` is open: of pairs with nothing between them only. */
function withoutDoubleNegation(items: readonly Item[]): Item[] {
  const read: Item[] = []
  for (let at = 0; at < items.length; at++) {
    const item = items[at]
    const next = items[at + 1]
    if (item === undefined) continue
    if (isNot(item) && isNot(next)) {
      at += 1
      continue
    }
    const positive =
      item.key === 'not' && item.role === 'negation' && next?.role === 'content' ? positiveOf(next) : null
    if (positive === null) read.push(item)
    else {
      read.push(positive)
      at += 1
    }
  }
  return read
}

const isNot = (item: Item | undefined) => item?.role === 'negation' && item.key === 'not'

function positiveOf(item: Item): Item | null {
  const bare = item.text.replace(negativePrefix, '')
  if (bare !== item.text && isWord(bare) && isWord(item.text))
    return { ...item, key: lemmaOf(bare), text: bare, groups: groupsOf(lemmaOf(bare)) }
  const other = oppositesOf(item.text, item.key).find((opposite) => opposite.complete)
  return other === undefined
    ? null
    : { ...item, key: other.word, text: other.word, groups: groupsOf(other.word) }
}
