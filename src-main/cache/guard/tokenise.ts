import { commonVerbs } from './tables/common-verbs.ts'
import { wordSet } from './tables/word-set.ts'
import type { Token } from './token.ts'

const pieces =
  /"([^"]*)"|“([^“”]*)”|`([^`]*)`|«([^«»]*)»|‘([^‘’]*)’(?!\p{L})|(?<![\p{L}\p{N}])'([^']+)'(?![\p{L}\p{N}])|[^\s"“”`«»]+/gu
const units =
  wordSet(`g kg mg µg mcg l ml cl cm mm m km ft in lb lbs oz kw kwh w v hp rpm mph h hr hrs min mins s sec secs ms gb mb kb tb
  am pm k px dpi hz khz mhz ghz bar psi nm % ‰ °c °f ° € $ £`)
const joinedPrefixes = wordSet('e non co pre anti multi semi sub inter intra un mis bi tri')
const contracted = new Map([
  ["won't", ['will', "n't"]],
  ["can't", ['can', "n't"]],
  ['whats', ['what', 'is']],
  ['wheres', ['where', 'is']],
  ['whos', ['who', 'is']],
  ['hows', ['how', 'is']],
  ['dont', ['do', "n't"]],
  ['doesnt', ['does', "n't"]],
  ['didnt', ['did', "n't"]],
  ['isnt', ['is', "n't"]],
  ['arent', ['are', "n't"]],
  ['cant', ['can', "n't"]],
  ['u', ['you']],
  ['pls', ['please']],
  ['plz', ['please']],
  ["shan't", ['shall', "n't"]],
  ['cannot', ['can', 'not']],
])
const metres: Readonly<Record<string, string>> = {
  m: 'metre',
  km: 'kilometre',
  cm: 'centimetre',
  mm: 'millimetre',
}
const isAfter = wordSet('what where who when why how that there it he she here which let')
const spokenWithCapitals = wordSet('wi-fi wifi e-mail ebay iphone ipad')

/** Splits a question; what is written as code, a path, a version or a quotation stays whole and in its case. */
export function tokenise(question: string): Token[] {
  const text = question
    .normalize('NFC')
    .replace(/[\u2019\u02BC]/g, "'")
    .replace(/[\u2010\u2011]|\u2212(?=\d)/g, '-')
    .replace(/(?<=\d)[\u00A0\u2009\u202F](?=\p{L}|[°%€$£])/gu, ' ')
    .replace(/(?<=\d0)'s\b/g, 's')
    .replace(
      /(?<!\p{L})([kcm]?m)([²³])/gu,
      (_, unit: string, power: string) => `${power === '²' ? 'square' : 'cubic'} ${metres[unit] ?? unit}`,
    )
  const shouted = isShouted(text)
  const tokens: Token[] = []
  const found = [...(shouted ? text.toLowerCase() : text).matchAll(pieces)]
  found.forEach((match, at) => {
    const quoted = match.slice(1).find((group) => group !== undefined)
    if (quoted !== undefined) tokens.push({ kind: 'quote', raw: quoted, text: quoted.trim(), initial: false })
    else readPiece(match[0], found[at + 1]?.[0], tokens)
  })
  return tokens
}

function isShouted(text: string): boolean {
  const letters = text.match(/\p{L}/gu)?.length ?? 0
  const capitals = text.match(/\p{Lu}/gu)?.length ?? 0
  return letters > 20 && capitals / letters > 0.8
}

function readPiece(piece: string, next: string | undefined, tokens: Token[]): void {
  const core = piece.replace(/^[([{¿¡]+/, '').replace(/[,;:!?)\]}…]+$/, '')
  const pointed =
    core.endsWith('.') &&
    !/^(?:\p{L}\.)+$/u.test(core) &&
    !isRooted(core, piece, next) &&
    !isShortForm(core, next)
  const bare = pointed || isShortForm(core, next) ? core.replace(/\.+$/, '') : core
  const paused = piece.length > core.length || pointed
  if (/^[-–—]+$/.test(bare)) tokens.push(pause('-'))
  else if (bare !== '') readBare(bare, tokens)
  if (/^\d+!/.test(piece)) tokens.push({ kind: 'literal', raw: '!', text: '!', initial: false })
  if (!paused) return
  const end = piece.slice(piece.indexOf(core) + core.length)
  if (/[,;:!?…]/.test(end) || pointed) tokens.push(pause(/[!?.…]/.test(end) || pointed ? '.' : end.slice(-1)))
}

/** `Mr. Brown`, `Dec. 25`, `max. weight`: its point ends no sentence where another word follows. */
const isShortForm = (core: string, next: string | undefined) =>
  next !== undefined && shortForms.has(core.slice(0, -1).toLowerCase())
const shortForms = wordSet(
  `mr mrs ms dr prof st mt max min approx temp dept jan feb apr aug sept oct nov dec incl excl vs`,
)

/** `example.com.` with the point of a root domain: no sentence ends before a small letter or another mark. */
const isRooted = (core: string, piece: string, next: string | undefined) =>
  /[^.]\.[^.]+\.$/.test(core) && (piece.length > core.length || /^\p{Ll}/u.test(next ?? ''))

const pause = (raw: string): Token => ({ kind: 'break', raw, text: raw, initial: false })

function readBare(bare: string, tokens: Token[]): void {
  const number = numberOf(bare)
  if (number !== null) {
    tokens.push(...number.map((part) => ({ initial: false, ...part })))
    return
  }
  const opens = opensSentence(tokens)
  const lower = bare.toLowerCase()
  if (isPlain(bare) || spokenWithCapitals.has(lower)) readWord(bare, opens, tokens)
  else tokens.push({ kind: 'literal', raw: bare, text: bare, initial: false })
}

function opensSentence(tokens: readonly Token[]): boolean {
  const last = tokens.at(-1)
  return last === undefined || (last.kind === 'break' && last.raw !== ',')
}

type Part = Pick<Token, 'kind' | 'raw' | 'text'>

/** `1,500`, `12.5kg`, `€20`, `2nd`, `7-day`, `2024-02-01`; null for anything else. */
function numberOf(bare: string): Part[] | null {
  if (!/\d/.test(bare)) return null
  const version = /^v(\d+(?:\.\d+)?)$/.exec(bare)
  if (version?.[1] !== undefined) return [...wordPart('version'), part('number', bare, version[1])]
  if (/^-\d+(?:\.\d+)?$/.test(bare)) return [part('number', bare, bare)]
  const range = /^(\d+)[-–](\d+)$/.exec(bare)
  if (range?.[1] !== undefined && range[2] !== undefined && Number(range[1]) < Number(range[2]))
    return [part('number', range[1], range[1]), ...wordPart('to'), part('number', range[2], range[2])]
  const ordinal = /^(\d+)(?:st|nd|rd|th)(?:-([a-z]+))?$/.exec(bare)
  if (ordinal?.[1] !== undefined) return [part('number', bare, `${ordinal[1]}.`), ...wordPart(ordinal[2])]
  const hyphened = /^(\d+)-([a-z]{2,}|[a-z]+-[a-z]+)$/.exec(bare)
  if (hyphened?.[1] !== undefined)
    return [part('number', hyphened[1], hyphened[1]), ...(hyphened[2] ?? '').split('-').flatMap(wordPart)]
  const plain = /^([€$£]?)(\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:[.,]\d+)?)([a-zA-Zµ%‰°€$£]*)$/.exec(bare)
  if (plain === null) return null
  const [, sign = '', digits = '', unit = ''] = plain
  if (unit !== '' && !units.has(unit) && !units.has(unit.toLowerCase())) return null
  const value = /^\d{1,3}(?:,\d{3})+/.test(digits) ? digits.replaceAll(',', '') : digits.replace(',', '.')
  const number = part('number', digits, value.includes('.') ? value : value.replace(/^0+(?=\d)/, ''))
  return [number, ...wordPart(sign === '' ? undefined : sign), ...wordPart(unit === '' ? undefined : unit)]
}

const part = (kind: Token['kind'], raw: string, text: string): Part => ({ kind, raw, text })
const wordPart = (word: string | undefined): Part[] =>
  word === undefined ? [] : [part('word', word, /^[MGKT]b$/.test(word) ? word : word.toLowerCase())]

/** Letters, joined by apostrophes, hyphens or one slash, and in no case but an ordinary one. */
function isPlain(bare: string): boolean {
  if (/^(?:\p{L}\.)+$/u.test(bare) || /^[%€$£°&]$/.test(bare)) return true
  if (!/^[\p{L}\p{M}]+(?:[-'’/][\p{L}\p{M}]+)*'?$/u.test(bare)) return false
  return bare
    .split(/[-'’/]/)
    .every((part) => /^(?:\p{Lu}?[\p{Ll}\p{M}]*|\p{Lu}+s?|\p{Lu}\p{Ll}?\p{Lu}\p{Ll}+)$/u.test(part))
}

function readWord(bare: string, opens: boolean, tokens: Token[]): void {
  const lower = bare.toLowerCase()
  const split = contracted.get(lower)
  if (split !== undefined) {
    for (const text of split) tokens.push({ kind: 'word', raw: text, text, initial: opens })
    return
  }
  const negated = /^(\p{L}+)n't$/iu.exec(bare)
  if (negated?.[1] !== undefined) {
    tokens.push(word(negated[1], opens), word("n't", false))
    return
  }
  if (/^\p{L}'$/u.test(bare)) {
    tokens.push({ kind: 'literal', raw: bare, text: bare, initial: false })
    return
  }
  const ended = /^(.+?)'(s|re|ve|ll|d|m)?$/iu.exec(bare)
  if (ended?.[1] === undefined) {
    readHyphened(bare, opens, tokens)
    return
  }
  readHyphened(ended[1], opens, tokens)
  const ending = ended[2]?.toLowerCase()
  if (ending === undefined || ending === 's') tokens.push(ofOrIs(ended[1].toLowerCase()))
  else tokens.push(word(`'${ending}`, false))
}

const ofOrIs = (before: string): Token =>
  isAfter.has(before) ? word('is', false) : { kind: 'genitive', raw: "'s", text: "'s", initial: false }

const closedCompound = /^(\p{Ll}{3,})(in|out|off|up|down|over|back)$/u

const word = (raw: string, initial: boolean): Token => ({
  kind: 'word',
  raw,
  text: raw.toLowerCase(),
  initial,
})

function readHyphened(bare: string, opens: boolean, tokens: Token[]): void {
  const [prefix = '', ...rest] = bare.split('-')
  if (rest.length === 1 && joinedPrefixes.has(prefix.toLowerCase()))
    tokens.push(word(bare.replace('-', ''), opens))
  else if (rest.length > 0 && prefix.toLowerCase() === 're') tokens.push(word(bare, opens))
  else {
    let initial = opens
    for (const piece of bare.split(/[-/]/).flatMap(apart)) {
      if (piece !== '') tokens.push(word(piece, initial))
      initial = false
    }
  }
}

/** `login` is read as `log-in` and `log in` are. */
function apart(piece: string): string[] {
  const [, verb, particle] = closedCompound.exec(piece) ?? []
  return verb !== undefined && particle !== undefined && commonVerbs.has(verb) ? [verb, particle] : [piece]
}
