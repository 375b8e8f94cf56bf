import { groupsOf, synonymPhrases } from './groups.ts'
import type { Item, Role } from './item.ts'
import { isWord } from './lexicon.ts'
import { withParticles } from './particles.ts'
import { phraseTable, type Said } from './phrase-table.ts'
import { readDates, readNumbers } from './quantities.ts'
import { commonVerbs } from './tables/common-verbs.ts'
import {
  auxiliaries,
  beForms,
  determiners,
  directionNames,
  directions,
  fillers,
  looseness,
  others,
  owners,
  questionWords,
  subjects,
} from './tables/function-words.ts'
import type { Token } from './token.ts'
import { lemmaOf } from './word-forms.ts'

/** What a question says, one item a word, number or turn of phrase. */
export function itemsOf(raw: readonly Token[], withPhrases: boolean): Item[] {
  const tokens = withParticles(readDates(readNumbers(raw)))
  const items: Item[] = []
  let at = 0
  while (at < tokens.length) at += readAt(tokens, at, items, withPhrases)
  return items
}

/** Adds what starts at a place, and tells how many tokens that were. */
function readAt(tokens: readonly Token[], at: number, items: Item[], withPhrases: boolean): number {
  const token = tokens[at]
  if (token === undefined) return 1
  if (token.kind !== 'word') {
    items.push(plainItem(token, token.kind, token.text))
    return 1
  }
  const isNoun = isNounHere(tokens, at)
  const phrase =
    isNoun || (token.text === 'once' && isSubject(tokens[at + 1])) || isMinutes(tokens, at)
      ? null
      : phraseTable.longestAt(at, (place) => textsOf(tokens[place]))
  const synonym = withPhrases ? synonymPhrases.longestAt(at, (place) => formsOf(tokens[place])) : null
  // `Up to 5` sets a bound, `up to the hut` is a way.
  const isBound = phrase?.value[0]?.key !== 'max' || token.text !== 'up' || tokens[at + 2]?.kind === 'number'
  if (synonym !== null && synonym.length > 1 && synonym.length >= (phrase?.length ?? 0)) {
    items.push({ ...plainItem(token, 'content', synonym.value), groups: groupsOf(synonym.value) })
    return synonym.length
  }
  // The number of members is how many there are, the number of my order is none of orders.
  const isCount =
    phrase?.value[0]?.key !== 'how_many' || !determiners.has(tokens[at + phrase.length]?.text ?? '')
  if (phrase !== null && isBound && isCount) {
    items.push(...phrase.value.map((said) => saidItem(token, said)))
    return phrase.length
  }
  items.push(isNoun ? contentItem(token) : wordItem(tokens, at, token))
  return 1
}

/** `the will`, `a must`, the month `May`: words that are auxiliaries elsewhere. */
function isNounHere(tokens: readonly Token[], at: number): boolean {
  const token = tokens[at]
  const before = tokens[at - 1]
  if (token === undefined || before === undefined) return false
  if (['will', 'can', 'must'].includes(token.text))
    return ['the', 'a', 'my', 'his', 'her'].includes(before.text)
  return /^(?:May|Max|Will|Min)$/.test(token.raw) && !token.initial
}

const textsOf = (token: Token | undefined): readonly string[] => (token === undefined ? [] : [token.text])

function formsOf(token: Token | undefined): readonly string[] {
  if (token === undefined || token.kind === 'break' || token.kind === 'genitive') return []
  if (token.kind !== 'word') return [token.text, token.raw, token.raw.toLowerCase()]
  const lemma = lemmaOf(token.text)
  return isShort(token.raw) ? [token.raw, lemma] : lemma === token.text ? [lemma] : [lemma, token.text]
}

/** US is a country and us are persons; longer words in capitals are only emphasised. */
function isShort(raw: string): boolean {
  return /^\p{Lu}{2,5}$/u.test(raw)
}

function plainItem(token: Token, role: Role, key: string): Item {
  const groups = role === 'literal' || role === 'content' ? groupsOf(key) : []
  return { role, key, raw: token.raw, text: token.text, groups, proper: isProper(token), measure: false }
}

function isProper(token: Token): boolean {
  return token.kind === 'word' && /^\p{Lu}/u.test(token.raw) && !token.initial && token.raw !== 'I'
}

function contentItem(token: Token): Item {
  const short = isShort(token.raw) && groupsOf(token.raw).length > 0
  const key = short ? token.raw : lemmaOf(token.text)
  const groups = new Set([...groupsOf(key), ...groupsOf(token.text)])
  // The variable PATH is no trail.
  const isSign = isProper(token) && isShort(token.raw) && !short && isWord(token.text)
  return { ...plainItem(token, 'content', key), groups: isSign ? [] : [...groups] }
}

function saidItem(token: Token, said: Said): Item {
  if (said.role === 'measure') return { ...contentOf(token, said.key), measure: true }
  if (said.role === 'ability') return { ...plainItem(token, 'modal', said.key), text: 'ability' }
  if (said.role === 'content') return contentOf(token, said.key)
  if (said.role === 'auxiliary') return { ...plainItem(token, said.role, said.key), text: said.key }
  return plainItem(token, said.role, said.key)
}

function contentOf(token: Token, key: string): Item {
  return { ...plainItem(token, 'content', key), text: key, groups: groupsOf(key), proper: false }
}

function wordItem(tokens: readonly Token[], at: number, token: Token): Item {
  const text = token.text
  if (isProper(token) && isShort(token.raw)) return contentItem(token)
  // Class A, and no article.
  if (/^[A-HJ-Z]$/.test(token.raw) && !token.initial) return { ...contentItem(token), key: token.raw }
  if (owners.has(text)) return plainItem(token, 'owner', text)
  if (text === 'once' && isSubject(tokens[at + 1])) return plainItem(token, 'direction', 'once')
  const person = others.get(text)
  if (isMinutes(tokens, at)) return { ...contentItem(token), key: 'minute' }
  if (person !== undefined) return plainItem(token, 'person', person)
  if (isQuestionWord(tokens, at, text)) return plainItem(token, 'question', text)
  if (beForms.has(text) || auxiliaries.has(text)) return plainItem(token, 'auxiliary', text)
  if (text === 'to' && isInfinitive(tokens, at)) return plainItem(token, 'filler', 'to')
  const loose = looseness.get(text)
  if ((loose === 'about' || loose === 'around') && tokens[at + 1]?.kind === 'number')
    return plainItem(token, 'comparison', 'about')
  if (loose !== undefined) return plainItem(token, 'loose', loose)
  if (directions.has(text)) return directionItem(tokens, at, token)
  if (fillers.has(text)) return plainItem(token, 'filler', text)
  return contentItem(token)
}

/** `when` and `where` ask at the start, or of an auxiliary; elsewhere they join. */
function isQuestionWord(tokens: readonly Token[], at: number, text: string): boolean {
  if (!questionWords.has(text)) return false
  if (/^(?:what|which|why|how|whom)$/.test(text)) return true
  const before = tokens[at - 1]
  const opens = before === undefined || before.kind === 'break' || (at < 3 && before.text.length <= 4)
  if (text === 'when') return opens && !isClause(tokens, at)
  if (text === 'where') return opens
  if (opens || !/\p{L}{2}/u.test(before.raw) || text === 'whose' || looseness.has(before.text)) return true
  return !tokens
    .slice(0, at)
    .some((earlier) => questionWords.has(earlier.text) || auxiliaries.has(earlier.text))
}

/** `When I hike, what should I do`: what opens with a subject joins, where the question follows behind a pause. */
function isClause(tokens: readonly Token[], at: number): boolean {
  const pause = tokens.findIndex((token, place) => place > at && token.kind === 'break')
  const next = tokens[at + 1]?.text ?? ''
  return (
    pause > 0 &&
    pause < tokens.length - 2 &&
    !auxiliaries.has(next) &&
    asksIn(tokens.slice(pause + 1, pause + 3))
  )
}

/** `90 min` is a time, `min` elsewhere the least. */
const isMinutes = (tokens: readonly Token[], at: number) =>
  tokens[at]?.text === 'min' && tokens[at - 1]?.kind === 'number'

const isSubject = (next: Token | undefined) =>
  next !== undefined && (determiners.has(next.text) || subjects.has(next.text))

const asksIn = (tokens: readonly Token[]) =>
  tokens.some((token) => questionWords.has(token.text) || auxiliaries.has(token.text))

function isInfinitive(tokens: readonly Token[], at: number): boolean {
  const next = tokens[at + 1]
  if (next === undefined || next.kind !== 'word' || determiners.has(next.text) || subjects.has(next.text))
    return false
  return !isProper(next) && commonVerbs.has(lemmaOf(next.text)) && next.text === lemmaOf(next.text)
}

function directionItem(tokens: readonly Token[], at: number, token: Token): Item {
  const next = tokens[at + 1]
  const bound = next?.kind === 'number' ? comparisons.get(token.text) : undefined
  if (bound !== undefined) return plainItem(token, 'comparison', bound)
  const ahead = tokens.slice(at + 1, at + 5).map((later) => later.text)
  if (token.text === 'under' && ahead.some((word) => legal.has(word)))
    return plainItem(token, 'loose', 'under')
  return plainItem(token, 'direction', directionNames.get(token.text) ?? token.text)
}

const comparisons = new Map([
  ['over', 'over'],
  ['above', 'over'],
  ['under', 'under'],
  ['below', 'under'],
])
const legal = new Set(
  'contract lease policy agreement law terms act will deed warranty insurance article section rules'.split(
    ' ',
  ),
)
