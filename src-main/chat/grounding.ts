import { contentWords, type Passage, stemsOf } from '../retrieval/index.ts'
import { sentencesOf } from './sentences.ts'

export interface Support {
  /** Number of the passage, from 1. */
  readonly n: number
  /** Share of the statement's own words that a place in the passage holds, 0 to 1. */
  readonly share: number
}

/** Finds which passage a statement rests on, for models that forget their markers. */
export class Grounding {
  readonly #places: readonly { readonly n: number; readonly stems: ReadonlySet<string> }[]

  constructor(passages: readonly Passage[]) {
    this.#places = passages.flatMap(({ title, heading, text }, at) => {
      const sentences = sentencesOf(text)
      return sentences.map(({ reading }, place) => ({
        n: at + 1,
        stems: stemsOf(`${title} ${heading ?? ''} ${reading} ${sentences[place + 1]?.reading ?? ''}`),
      }))
    })
  }

  /** The first of the best places; null where the statement has no words to look for or no place has any. */
  supportOf(statement: string): Support | null {
    const own = contentWords(statement)
    let best: Support | null = null
    for (const { n, stems } of this.#places) {
      const share = own.filter(({ stem }) => stems.has(stem)).length / Math.max(1, own.length)
      if (share > (best?.share ?? 0)) best = { n, share }
    }
    return best
  }
}
