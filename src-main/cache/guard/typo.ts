import { isWord } from './lexicon.ts'

/**
 * Whether one of two words is the other with a slip of the keys: a letter left out, doubled or too many, two
 * changed over, or a vowel for a vowel before a last r or nt. One of them must be a word and the other none, and
 * neither end may differ: `carnation` is no `coronation`, and of `nitrate` and `nitrite` both are words.
 */
export function isTypo(a: string, b: string): boolean {
  if (a.length > b.length) return isTypo(b, a)
  if (b.length < 5 || b.length - a.length > 1 || !/^[a-z]+$/.test(a + b) || isWord(a) === isWord(b))
    return false
  const from = sharedStart(a, b)
  if (from === 0) return false
  if (a.length < b.length) return a.slice(from) === b.slice(from + 1) && from < b.length - 1
  if (a[from] === b[from + 1] && a[from + 1] === b[from]) return a.slice(from + 2) === b.slice(from + 2)
  return a.slice(from + 1) === b.slice(from + 1) && isVowelSlip(a, from) && isVowelSlip(b, from)
}

function isVowelSlip(word: string, at: number): boolean {
  return /[aeiou]/.test(word[at] ?? '') && /^(?:rs?|nts?|nces?|bles?|tely)$/.test(word.slice(at + 1))
}

function sharedStart(a: string, b: string): number {
  let at = 0
  while (at < a.length && a[at] === b[at]) at++
  return at
}
