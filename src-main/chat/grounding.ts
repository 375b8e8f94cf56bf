import { contentWords, type Passage, stemsOf, wordsOf } from '../retrieval/index.ts'
import { sentencesOf } from './sentences.ts'

export interface Support {
  /** Number of the passage, from 1. */
  readonly n: number
  /** Share of the statement's own words that the sentence of the passage holds, 0 to 1. */
  readonly share: number
  /** Every number and name of the statement stands there, or in the question. */
  readonly factsHeld: boolean
}

interface Place {
  readonly n: number
  readonly stems: ReadonlySet<string>
}

/** Finds which place in the passages a statement rests on. */
export class Grounding {
  readonly #places: readonly Place[]
  readonly #asked: ReadonlySet<string>

  constructor(question: string, passages: readonly Passage[]) {
    this.#asked = stemsOf(question)
    this.#places = passages.flatMap((passage, at) => placesOf(passage, at + 1))
  }

  /** The best place for the statement; null where it says nothing that the question had not. */
  supportOf(statement: string): Support | null {
    const own = contentWords(statement).filter(({ stem }) => !this.#asked.has(stem))
    if (own.length === 0) return null
    const facts = factsIn(statement)
    let best: Support | null = null
    for (const { n, stems } of this.#places) {
      const share = own.filter(({ stem }) => stems.has(stem)).length / own.length
      const factsHeld = facts.every((stem) => stems.has(stem) || this.#asked.has(stem))
      if (!best || Number(factsHeld) * 2 + share > Number(best.factsHeld) * 2 + best.share) {
        best = { n, share, factsHeld }
      }
    }
    return best
  }
}

/** Each sentence with the one after it, and the words above them: what a statement can be taken from. */
function placesOf(passage: Passage, n: number): Place[] {
  const above = `${passage.title} ${passage.heading ?? ''}`
  const sentences = sentencesOf(passage.text)
  return sentences.map((sentence, at) => ({
    n,
    stems: stemsOf(`${above} ${sentence.text} ${sentences[at + 1]?.text ?? ''}`),
  }))
}

/** Stems of what can be plainly wrong: numbers, and names (capitalised inside a sentence). */
function factsIn(statement: string): string[] {
  return wordsOf(statement)
    .filter(({ raw, start }) => /\p{N}/u.test(raw) || (start > 0 && /^\p{Lu}/u.test(raw) && raw.length > 1))
    .map(({ stem }) => stem)
}
