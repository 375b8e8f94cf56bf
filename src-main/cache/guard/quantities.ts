import { commonVerbs } from './tables/common-verbs.ts'
import { magnitudes, months, numberWords, ordinalWords, shortDates, weekdays } from './tables/number-words.ts'
import type { Token } from './token.ts'

const monthSet = new Set(months)

/** Numbers in words become digits: `forty-eight` 48, `a hundred` 100, `second` 2., `2 million` 2000000. */
export function readNumbers(tokens: readonly Token[]): Token[] {
  const read: Token[] = []
  for (let at = 0; at < tokens.length; at++) {
    const token = tokens[at]
    if (token === undefined) continue
    if (isMinus(tokens, at)) continue
    const value = token.kind === 'word' ? readingOf(tokens, at, read.at(-1)) : null
    const last = read.at(-1)
    if (value === null) read.push(isMinus(tokens, at - 1) ? { ...token, text: `-${token.text}` } : token)
    else if (last?.kind === 'number' && joins(last, value)) read[read.length - 1] = joined(last, value, token)
    else read.push({ ...token, kind: 'number', text: isMinus(tokens, at - 1) ? `-${value}` : value })
  }
  return read
}

function readingOf(tokens: readonly Token[], at: number, before: Token | undefined): string | null {
  const token = tokens[at]
  const text = token?.text ?? ''
  const roman = romans.get(token?.raw ?? '')
  if (roman !== undefined && /^\p{Lu}/u.test(tokens[at - 1]?.raw ?? '')) return roman
  if (text === 'dozen') return '12'
  // "The new one" is no number, nor is the second that follows one.
  if (text === 'one' && before?.kind !== 'number' && (isAnybody(tokens, at) || !isCounted(tokens, at)))
    return null
  if (text === 'second' && before?.kind === 'number') return null
  const cardinal = numberWords.get(text) ?? magnitudes.get(text)
  if (cardinal !== undefined) return String(cardinal)
  const ordinal = ordinalWords.get(text)
  return ordinal === undefined ? null : `${ordinal}.`
}

/** `Minus five` where nothing stands before that it is taken from. */
function isMinus(tokens: readonly Token[], at: number): boolean {
  const next = tokens[at + 1]
  return (
    tokens[at]?.text === 'minus' &&
    tokens[at - 1]?.kind !== 'number' &&
    (next?.kind === 'number' || numberWords.has(next?.text ?? ''))
  )
}

/** Behind a name: World War II, Elizabeth II. */
const romans = new Map(
  'II III IV VI VII VIII IX XI XII XIII XIV XV XVI'
    .split(' ')
    .map((roman, at) => [roman, String([2, 3, 4, 6, 7, 8, 9, 11, 12, 13, 14, 15, 16][at])] as const),
)

/** `How does one apply`: a person and no number, behind an auxiliary and before a verb. */
function isAnybody(tokens: readonly Token[], at: number): boolean {
  const [before, next] = [tokens[at - 1]?.text ?? '', tokens[at + 1]?.text ?? '']
  if (
    /^(?:is|was)$/.test(before) &&
    /^(?:allowed|permitted|supposed|required|obliged|able|expected)$/.test(next)
  )
    return true
  return (
    /^(?:do|does|did|can|could|should|must|may|would|if|when)$/.test(before) &&
    (isVerb(next) || tokens[at + 2]?.text === 'the')
  )
}

const isVerb = (text: string) => commonVerbs.has(text) || /^(?:has|have|needs?|wants?)$/.test(text)

function isCounted(tokens: readonly Token[], at: number): boolean {
  const before = tokens[at - 1]?.text ?? ''
  const next = tokens[at + 1]
  return (
    next?.kind === 'word' &&
    !/^(?:of|to|is|are|for|in|on|that|which|with|from)$/.test(next.text) &&
    !/^(?:the|this|that|which|new|old|no|any)$/.test(before)
  )
}

function joins(last: Token, value: string): boolean {
  const before = Number(last.text)
  const next = Number(value.replace(/\.$/, ''))
  if (!Number.isFinite(before) || last.text.endsWith('.')) return false
  if (magnitudes.has(last.raw.toLowerCase()) && next < before) return true
  if ([...magnitudes.values()].includes(next)) return true
  return (
    numberWords.has(last.raw.toLowerCase()) &&
    before >= 20 &&
    before % 10 === 0 &&
    before < 100 &&
    next > 0 &&
    next < 10
  )
}

function joined(last: Token, value: string, token: Token): Token {
  const next = Number(value.replace(/\.$/, ''))
  const before = Number(last.text)
  const sum = next >= 100 && [...magnitudes.values()].includes(next) ? before * next : before + next
  return { ...last, raw: token.raw, text: value.endsWith('.') ? `${sum}.` : String(sum) }
}

/** `3 May`, `May 3rd`, `3rd of May`, `2024-05-03` become one number each, month and day in one order. */
export function readDates(tokens: readonly Token[]): Token[] {
  const read: Token[] = []
  let at = 0
  while (at < tokens.length) {
    const date = dateAt(tokens, at)
    const token = tokens[at]
    if (date !== null) {
      read.push({ kind: 'number', raw: date.text, text: date.text, initial: false })
      at += date.length
    } else {
      if (token !== undefined) read.push(shortened(token))
      at += 1
    }
  }
  return read
}

function shortened(token: Token): Token {
  const full = token.kind === 'word' && /^\p{Lu}/u.test(token.raw) ? shortDates.get(token.text) : undefined
  return full === undefined ? token : { ...token, text: full }
}

interface ReadDate {
  readonly text: string
  readonly length: number
}

function dateAt(tokens: readonly Token[], at: number): ReadDate | null {
  const [first, second, third] = [tokens[at], tokens[at + 1], tokens[at + 2]]
  const time = timeAt(tokens, at)
  if (time !== null) return time
  const iso = first?.kind === 'literal' ? /^(\d{4})-(\d{2})-(\d{2})$/.exec(first.raw) : null
  if (iso !== null) return { text: `${Number(iso[2])}/${Number(iso[3])}/${iso[1]}`, length: 1 }
  if (isDay(first) && second?.text === 'of' && isMonth(third))
    return withYear(tokens, at, 3, dayOf(first), monthOf(third))
  if (isDay(first) && isMonth(second)) return withYear(tokens, at, 2, dayOf(first), monthOf(second))
  if (isMonth(first) && isDay(second)) return withYear(tokens, at, 2, dayOf(second), monthOf(first))
  return null
}

/** `7 pm`, `7:00 p.m.` and `19:00`; `7:00` alone may be either of two. */
function timeAt(tokens: readonly Token[], at: number): ReadDate | null {
  const [first, second] = [tokens[at], tokens[at + 1]]
  const clock = /^(\d{1,2})(?:[:.](\d\d))?$/.exec(first?.kind === 'word' ? '' : (first?.raw ?? ''))
  if (clock === null) return null
  const [hour, minute] = [Number(clock[1]), clock[2] ?? '00']
  const half = /^([ap])\.?m\.?$/.exec(second?.text ?? '')?.[1]
  if (half !== undefined && hour >= 1 && hour <= 12) return { text: `${hour}:${minute} ${half}m`, length: 2 }
  if (!first?.raw.includes(':') || (hour > 0 && hour < 13) || hour > 23) return null
  return { text: `${hour % 12 === 0 ? 12 : hour % 12}:${minute} ${hour < 12 ? 'a' : 'p'}m`, length: 1 }
}

function withYear(
  tokens: readonly Token[],
  at: number,
  length: number,
  day: string,
  month: number,
): ReadDate {
  const comma = tokens[at + length]?.raw === ',' ? 1 : 0
  const year = tokens[at + length + comma]
  if (year?.kind === 'number' && /^(?:1|2)\d{3}$/.test(year.text))
    return { text: `${month}/${day}/${year.text}`, length: length + comma + 1 }
  return { text: `${month}/${day}`, length }
}

const isDay = (token: Token | undefined): token is Token =>
  token?.kind === 'number' && /^(?:[1-9]|[12]\d|3[01])\.?$/.test(token.text)
const dayOf = (token: Token): string => token.text.replace('.', '')
const isMonth = (token: Token | undefined): boolean => token?.kind === 'word' && monthSet.has(nameOf(token))
const monthOf = (token: Token | undefined): number =>
  token === undefined ? 0 : months.indexOf(nameOf(token)) + 1
const nameOf = (token: Token): string => shortDates.get(token.text) ?? token.text

/** Weekdays and months are names in any case. */
export const isCalendarName = (word: string): boolean => monthSet.has(word) || weekdays.includes(word)
