import type { TokenCounter } from '../tokenizer.ts'

/** What one chunk may hold. */
export interface Bounds {
  /** Tokens, heading included, never exceeded. */
  readonly most: number
  /** Tokens a chunk is filled to. */
  readonly target: number
  /** UTF-16 units, never exceeded: white space and unknown words cost no tokens but are text all the same. */
  readonly characters: number
  readonly count: TokenCounter
}

/** The smallest thing that chunks are made of: a block, or a sentence of one that was too large. No blank ends. */
export interface Unit {
  readonly start: number
  readonly end: number
  readonly tokens: number
  /** Titles of the headings above it, outermost first; of a heading itself: with its own. */
  readonly path: readonly string[]
  readonly isHeading: boolean
  readonly header: string | null
  /** Null for formats without pages. */
  readonly page: number | null
  /** Comments before it: no chunk goes over one, as its text would be in it. */
  readonly comments: number
  /** The block it was split from; -1 where it is a whole block. */
  readonly splitFrom: number
  /** Whether saying it again at the head of the next chunk helps to understand that: it is a sentence. */
  readonly isSentence: boolean
}
