import { CitationMarkers } from './citation-markers.ts'
import type { Grounding } from './grounding.ts'
import { SentenceStream } from './sentence-stream.ts'

export interface CheckedSentence {
  /** Without markers. */
  readonly statement: string
  /** The passage it rests on. */
  readonly n: number
}

/** Why no more is taken. */
export type CheckedEnd = 'unsupported' | 'repeated' | 'enough'

/** The share of a statement's own words that one place in the passages must hold for it to pass. */
const MIN_SUPPORT = 0.7
const MAX_SENTENCES = 3

/**
 * Lets through what a small model writes sentence by sentence, each only once it is known to rest on a passage:
 * such models make up numbers and names, and drift off. Takes nothing more after the first that does not. The
 * passage that a sentence was found in also stands for the marker, which they forget.
 */
export class CheckedSentences {
  readonly #grounding: Grounding
  readonly #passageCount: number
  readonly #sentences = new SentenceStream()
  readonly #seen = new Set<string>()
  ended: CheckedEnd | null = null

  constructor(grounding: Grounding, passageCount: number) {
    this.#grounding = grounding
    this.#passageCount = passageCount
  }

  push(text: string): CheckedSentence[] {
    return this.#check(this.#sentences.push(text))
  }

  finish(): CheckedSentence[] {
    return this.#check(this.#sentences.finish())
  }

  #check(sentences: readonly string[]): CheckedSentence[] {
    const passed: CheckedSentence[] = []
    for (const sentence of sentences) {
      if (this.ended) break
      const checked = this.#checkOne(sentence)
      if (typeof checked === 'string') this.ended = checked
      else passed.push(checked)
    }
    return passed
  }

  #checkOne(sentence: string): CheckedSentence | CheckedEnd {
    if (this.#seen.size >= MAX_SENTENCES) return 'enough'
    const markers = new CitationMarkers(this.#passageCount)
    const statement = (markers.push(sentence) + markers.finish()).replace(/\s*(?:\[\d+\])+/g, '').trim()
    if (this.#seen.has(statement)) return 'repeated'
    const support = this.#grounding.supportOf(statement)
    if (!support?.factsHeld || support.share < MIN_SUPPORT) return 'unsupported'
    this.#seen.add(statement)
    return { statement, n: support.n }
  }
}
