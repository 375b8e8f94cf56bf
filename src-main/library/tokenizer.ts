import { readFileSync } from 'node:fs'
import { codePointKind, foldCodePoint, isolated, letter, skipped } from './tokenizer-characters.ts'

/** Counts the tokens an embedder makes of a text, without its special tokens. Counts of texts joined by white space add up. */
export type TokenCounter = (text: string) => number

/** [CLS] and [SEP], which a BERT embedder puts around every text. */
export const SPECIAL_TOKENS = 2

/** Words remembered with their count; most of a text is the same few thousand words. */
const REMEMBERED_WORDS = 50_000
const REMEMBERED_LENGTH = 40

/**
 * WordPiece as llama.cpp runs it (llm_tokenizer_wpm), since that is what reads our chunks, in the built-in
 * engine and in Ollama. Hugging Face's BertTokenizer counts otherwise: there a word of more than 100 letters
 * is one [UNK], here a line of base64 is hundreds of tokens; and here only the first code point of a
 * decomposition is kept, so that Korean is one token a word. The test compares the two on 500 strings.
 */
export function wordPieceCounter(vocabulary: Iterable<string>): TokenCounter {
  const words = new WordPieces(vocabulary)
  return (text) => {
    let total = 0
    let word = ''
    for (let at = 0; at < text.length; ) {
      const codePoint = text.codePointAt(at) as number
      at += codePoint > 0xffff ? 2 : 1
      const kind = codePointKind(codePoint)
      if (kind === letter) {
        word += foldCodePoint(codePoint)
      } else if (kind !== skipped) {
        total += words.count(word) + (kind === isolated ? 1 : 0)
        word = ''
      }
    }
    return total + words.count(word)
  }
}

/** The pieces of single words: the longest known piece, then the longest that continues it, and so on. */
class WordPieces {
  readonly #starts = new Set<string>()
  readonly #continuations = new Set<string>()
  readonly #longest: number
  readonly #remembered = new Map<string, number>()

  constructor(vocabulary: Iterable<string>) {
    let longest = 1
    for (const piece of vocabulary) {
      const continues = piece.startsWith('##') && piece.length > 2
      const letters = continues ? piece.slice(2) : piece
      ;(continues ? this.#continuations : this.#starts).add(letters)
      longest = Math.max(longest, letters.length)
    }
    this.#longest = longest
  }

  count(word: string): number {
    if (word === '') return 0
    let count = this.#remembered.get(word)
    if (count === undefined) {
      count = this.#pieces(word)
      if (word.length <= REMEMBERED_LENGTH) {
        if (this.#remembered.size >= REMEMBERED_WORDS) this.#remembered.clear()
        this.#remembered.set(word, count)
      }
    }
    return count
  }

  #pieces(word: string): number {
    let count = 0
    for (let from = 0; from < word.length; count++) {
      const known = from === 0 ? this.#starts : this.#continuations
      let to = Math.min(word.length, from + this.#longest)
      while (to > from && !known.has(word.slice(from, to))) to--
      if (to === from) return 1 // a letter nobody knows makes the whole word one [UNK]
      from = to
    }
    return count
  }
}

/** The counter of a tokenizer.json in Hugging Face's form; throws where the file is not a WordPiece one. */
export function loadTokenCounter(file: string): TokenCounter {
  const parsed = JSON.parse(readFileSync(file, 'utf8')) as {
    model?: { type?: string; vocab?: Record<string, number> }
  }
  const { type, vocab } = parsed.model ?? {}
  if (type !== 'WordPiece' || typeof vocab !== 'object') {
    throw new TypeError(`${file} holds no WordPiece vocabulary (type ${String(type)})`)
  }
  return wordPieceCounter(Object.keys(vocab))
}

/**
 * For a machine without the embedder's tokenizer, where full-text search must work all the same: more than
 * WordPiece makes of prose in European languages (about 1 token to 4.5 letters), one to each other letter.
 */
export const estimatedTokenCounter: TokenCounter = (text) => {
  let total = 0
  for (const [word] of text.matchAll(/[\p{Script=Latin}\p{M}]+|[^\s]/gu)) total += Math.ceil(word.length / 3)
  return total
}
