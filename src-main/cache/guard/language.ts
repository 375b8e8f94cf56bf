import { isWord } from './lexicon.ts'
import { englishMarks, foreignMarks } from './tables/function-words.ts'
import type { Token } from './token.ts'

const foreignScript = /[^\P{L}\p{Script=Latin}µμΩπαβγδ]/u

/** Whether a question is in English, the one language whose rules are here. In doubt it is not. */
export function isEnglish(text: string, tokens: readonly Token[]): boolean {
  if (foreignScript.test(text)) return false
  // Names tell nothing of the language that they stand in.
  const words = tokens.filter(
    (token) => token.kind === 'word' && (token.initial || !/^\p{Lu}/u.test(token.raw)),
  )
  const foreign = words.filter(
    (word) => foreignMarks.has(word.text) && /^\p{Ll}/u.test(word.raw) && !englishMarks.has(word.text),
  )
  const english = words.filter((word) => englishMarks.has(word.text))
  if (foreign.length > 0) return english.length >= 3 && foreign.length * 4 <= english.length
  if (english.length > 0)
    return (
      english.length >= 2 ||
      words.filter((word) => englishMarks.has(word.text) || isWord(word.text)).length * 3 >= words.length * 2
    )
  // Key words alone: nearly all must be words of English.
  return (
    words.length > 0 &&
    words.filter((word) => word.text.length > 2 && !isWord(word.text)).length * 5 <= words.length
  )
}
