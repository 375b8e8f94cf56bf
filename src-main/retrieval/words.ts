import { stemmer } from 'stemmer'
import { stopWords } from './stop-words.ts'

export interface Word {
  /** As it stands in the text. */
  readonly raw: string
  /** Lower case, without diacritics. */
  readonly text: string
  /** Equal for the forms of one word: Porter's algorithm, as the tokenizer of chunk_fts has it. */
  readonly stem: string
  /** [start, end) in the text it came from, UTF-16 code units. */
  readonly start: number
  readonly end: number
  /** A pair of characters of a script that puts no space between words. */
  readonly pair: boolean
}

const unspaced =
  '[\\p{Script=Han}\\p{Script=Hiragana}\\p{Script=Katakana}\\p{Script=Thai}\\p{Script=Lao}\\p{Script=Khmer}]'
const runs = new RegExp(`(${unspaced}+)|(?:(?!${unspaced})[\\p{L}\\p{N}\\p{M}\\p{Co}])+`, 'gu')
const marks = /\p{M}+/gu
const ascii = /^[a-z0-9]+$/
const unmarked = /^[A-Za-z0-9]+$/
/** Stemming is what takes longest here, and texts share most of their words. */
const stems = new Map<string, string>()
const MOST_STEMS = 20_000

/**
 * The words of a text in order. Where a script puts no space between words, each pair of neighbouring
 * characters counts as one: SQLite's tokenizer would take the whole run, and no question would ever match.
 */
export function wordsOf(text: string): Word[] {
  const found: Word[] = []
  for (const match of text.matchAll(runs)) {
    if (match[1] === undefined) found.push(word(match[0], match.index, false))
    else found.push(...pairsOf(match[1], match.index))
  }
  return found
}

function word(raw: string, start: number, pair: boolean): Word {
  // The marks of a script in pairs are part of its letters (が is not か).
  const text = pair ? raw.toLowerCase() : plain(raw)
  return { raw, text, stem: stemOf(text), start, end: start + raw.length, pair }
}

function* pairsOf(run: string, start: number): Generator<Word> {
  const characters = [...run]
  if (characters.length === 1) yield word(run, start, true)
  let offset = start
  for (let at = 0; at + 1 < characters.length; at++) {
    const raw = `${characters[at]}${characters[at + 1]}`
    yield word(raw, offset, true)
    offset += characters[at]?.length ?? 0
  }
}

/** Composed again after the marks are gone, or Hangul syllables would fall apart. */
function plain(raw: string): string {
  if (unmarked.test(raw)) return raw.toLowerCase()
  return raw.normalize('NFD').replace(marks, '').normalize('NFC').toLowerCase()
}

/** SQLite's porter tokenizer leaves all but ASCII as it is; so do we. */
function stemOf(text: string): string {
  const known = stems.get(text)
  if (known !== undefined) return known
  if (!ascii.test(text)) return text
  if (stems.size === MOST_STEMS) stems.clear()
  const stem = stemmer(text)
  stems.set(text, stem)
  return stem
}

/** The words that carry the meaning, one of each stem; all of them where that would leave none. */
export function contentWords(text: string): Word[] {
  const all = wordsOf(text)
  const telling = all.filter((candidate) => !stopWords.has(candidate.text))
  const byStem = new Map<string, Word>()
  for (const candidate of telling.length > 0 ? telling : all) {
    if (!byStem.has(candidate.stem)) byStem.set(candidate.stem, candidate)
  }
  return [...byStem.values()]
}

export function stemsOf(text: string): Set<string> {
  return new Set(wordsOf(text).map((found) => found.stem))
}
