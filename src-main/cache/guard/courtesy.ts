import { tableOf } from './patterns.ts'
import { closings, openings, persons, smallTalk, telling } from './tables/politeness.ts'
import { wordSet } from './tables/word-set.ts'
import type { Token } from './token.ts'

const openingTable = tableOf(openings)
const closingTable = tableOf(closings)
const talk = wordSet(smallTalk)
/** Courtesy only before a pause: `well, is it safe` and `well water`. */
const needPause = wordSet(
  'well so right ok okay um say question one thing and but also sorry morning afternoon evening',
)

/** The question without what was only said to ask it: greetings, thanks, `could you tell me`, small talk before. */
export function withoutCourtesy(tokens: readonly Token[]): Token[] {
  const asked = withoutSmallTalk(withoutEnding(withoutOpening([...tokens])))
  return withoutEnding(withoutOpening(asked))
}

function withoutOpening(tokens: Token[]): Token[] {
  let from = 0
  for (;;) {
    while (tokens[from]?.kind === 'break') from++
    const match = openingTable.longestAt(from, (at) => tokens.slice(at, at + 1).map(({ text }) => text))
    if (match === null || from + match.length >= tokens.length) return opened(tokens, from)
    const last = tokens[from + match.length - 1]?.text ?? ''
    if (needPause.has(last) && tokens[from + match.length]?.kind !== 'break') return opened(tokens, from)
    from += match.length
  }
}

function opened(tokens: Token[], from: number): Token[] {
  const rest = tokens.slice(from)
  const first = rest[0]
  if (first !== undefined && from > 0 && first.kind === 'word') rest[0] = { ...first, initial: true }
  return rest
}

function withoutEnding(tokens: Token[]): Token[] {
  let to = tokens.length
  for (;;) {
    while (tokens[to - 1]?.kind === 'break') to--
    const cut = endingBefore(tokens, to)
    if (cut === to || cut <= 1) return tokens.slice(0, to)
    to = cut
  }
}

function endingBefore(tokens: readonly Token[], to: number): number {
  for (let from = Math.max(0, to - 6); from < to; from++) {
    const match = closingTable.longestAt(from, (at) =>
      tokens.slice(at, Math.min(to, at + 1)).map(({ text }) => text),
    )
    const paused = tokens[from - 1]?.kind === 'break' || to - from === 1 || from > 2
    if (match !== null && from + match.length === to && paused) return from
  }
  return to
}

/** Only sentences before the last are looked at, and only those that say nothing but that one has asked. */
function withoutSmallTalk(tokens: Token[]): Token[] {
  const ends = tokens.flatMap((token, at) => (token.kind === 'break' && /[.:]/.test(token.raw) ? [at] : []))
  let from = 0
  for (const end of ends) {
    const sentence = tokens.slice(from, end)
    if (end + 1 >= tokens.length || !isSmallTalk(sentence)) break
    from = end + 1
  }
  return opened(tokens, from)
}

/** It tells of looking or asking, and of nobody for whom one asks: `for children` changes a dose. */
function isSmallTalk(sentence: readonly Token[]): boolean {
  if (!sentence.every(saysNothing)) return false
  const forSomebody = sentence.some(
    (token, at) =>
      token.text === 'for' && sentence.slice(at + 1, at + 4).some((word) => persons.has(word.text)),
  )
  return !forSomebody && sentence.some((token) => telling.has(token.text))
}

function saysNothing(token: Token): boolean {
  return (
    token.kind === 'break' || token.kind === 'genitive' || (token.kind === 'word' && talk.has(token.text))
  )
}
