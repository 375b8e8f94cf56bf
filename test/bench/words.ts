import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'

const tokenizer = resolve(import.meta.dirname, '../../resources/models/all-minilm-l6-v2.tokenizer.json')
/** Id of "the" in BERT's vocabulary: signs and single letters come before it, words after it by frequency. */
const FIRST_WORD = 1996
const VOCABULARY = 18_000
/** Offset of Zipf's law as Mandelbrot has it (An informational theory of the statistical structure of language, 1953). */
const OFFSET = 2.7

/** English words, the most frequent first: those of the embedder that comes with Alcove, so one token each. */
export const words: readonly string[] = englishWords()

/** Of the words that tell one text from another. */
export const FIRST_RARE = 300

const cumulative = cumulativeShares(words.length)

/** A word as often as its rank says: a few are in nearly every passage, most in very few. */
export function anyWord(random: () => number): string {
  const wanted = random()
  let low = 0
  let high = cumulative.length - 1
  while (low < high) {
    const middle = (low + high) >> 1
    if ((cumulative[middle] ?? 1) < wanted) low = middle + 1
    else high = middle
  }
  return words[low] ?? ''
}

function englishWords(): string[] {
  const { model } = JSON.parse(readFileSync(tokenizer, 'utf8')) as {
    model: { vocab: Record<string, number> }
  }
  return Object.entries(model.vocab)
    .filter(([word, id]) => id >= FIRST_WORD && /^[a-z]{2,}$/.test(word))
    .sort(([, a], [, b]) => a - b)
    .slice(0, VOCABULARY)
    .map(([word]) => word)
}

function cumulativeShares(count: number): Float64Array {
  const shares = Float64Array.from({ length: count }, (_, rank) => 1 / (rank + 1 + OFFSET))
  const total = shares.reduce((sum, share) => sum + share, 0)
  let sum = 0
  return shares.map((share) => {
    sum += share / total
    return sum
  })
}
