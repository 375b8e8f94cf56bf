import { lexiconBits } from './tables/lexicon-bits.ts'

/**
 * Whether a word is one of English: 138,000 words (Letterpress list, MIT, and the vocabulary of BERT, Apache-2.0)
 * in a Bloom filter of 8 bits a word and 5 hashes, so 2 % of what is no word is taken for one. It only ever makes
 * a question miss: a misspelling must be no word. `scripts/cache-lexicon.ts` writes it.
 */
const bits = Buffer.from(lexiconBits, 'base64')
const size = bits.length * 8
const HASHES = 5
const known = new Map<string, boolean>()
const MOST_KNOWN = 20_000

export function isWord(word: string): boolean {
  const before = known.get(word)
  if (before !== undefined) return before
  if (known.size === MOST_KNOWN) known.clear()
  const found = holds(word) || inflections(word).some(holds)
  known.set(word, found)
  return found
}

function holds(word: string): boolean {
  const [a, b] = hashesOf(word)
  for (let at = 0; at < HASHES; at++) {
    const bit = (a + Math.imul(at, b)) >>> 0
    const place = bit % size
    if (((bits[place >> 3] ?? 0) & (1 << (place & 7))) === 0) return false
  }
  return true
}

/** FNV-1a from two bases. */
export function hashesOf(word: string): [number, number] {
  let a = 0x811c9dc5
  let b = 0x1000193
  for (let at = 0; at < word.length; at++) {
    const code = word.charCodeAt(at)
    a = Math.imul(a ^ code, 0x01000193)
    b = Math.imul(b ^ code, 0x85ebca6b)
    b ^= b >>> 13
  }
  return [a >>> 0, (b | 1) >>> 0]
}

const endings: readonly (readonly [string, readonly string[]])[] = [
  ['s', ['']],
  ['es', ['']],
  ['ies', ['y']],
  ['ed', ['', 'e']],
  ['ied', ['y']],
  ['ing', ['', 'e']],
  ['ly', ['']],
  ['est', ['', 'e']],
  ['iest', ['y']],
  ['ier', ['y']],
  ['ily', ['y']],
]

/** What a regular form may be of. The filter holds no word that one of these leads to. */
export function inflections(word: string): string[] {
  return endings
    .filter(([ending]) => word.endsWith(ending))
    .flatMap(([ending, bases]) => bases.map((base) => word.slice(0, -ending.length) + base))
    .filter((base) => base.length >= 4)
}
