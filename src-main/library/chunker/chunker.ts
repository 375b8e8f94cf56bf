import { createHash } from 'node:crypto'
import type { PageSpan } from '../../../src-shared/schemas/library.ts'
import { SPECIAL_TOKENS, type TokenCounter } from '../tokenizer.ts'
import type { Block } from './block.ts'
import { type Chunk, embeddingText } from './chunk.ts'
import { Headings } from './heading.ts'
import { Packer } from './packer.ts'
import type { Bounds } from './unit.ts'
import { unitsOf } from './units.ts'

/** Tokens a chunk is filled to, heading included: one idea, and room for a long sentence below MiniLM's 256. */
const TARGET_TOKENS = 200
/** UTF-16 units to a token, at most; English has about 4.5. */
const CHARACTERS_PER_TOKEN = 12

export interface ChunkerInput {
  readonly text: string
  readonly blocks: Iterable<Block>
  readonly pages: readonly PageSpan[]
  /** Stands over every chunk's headings; null where the document does not name itself. */
  readonly title: string | null
}

export interface ChunkerOptions {
  readonly count: TokenCounter
  /** What the embedder reads at once, its special tokens included; 8 or more. */
  readonly maxTokens: number
}

/**
 * Cuts a text into chunks along its structure: headings, then blocks, then sentences, then words. In order;
 * every non-blank character outside comments is in a chunk; none
 * goes over a page's end unless a sentence does; none has more than maxTokens with its heading and special tokens.
 */
export function* chunksOf(input: ChunkerInput, options: ChunkerOptions): Generator<Chunk> {
  const { count, maxTokens } = options
  if (!(maxTokens >= 8)) throw new RangeError(`maxTokens must be 8 or more, got ${maxTokens}`)
  const most = maxTokens - SPECIAL_TOKENS
  const bounds: Bounds = {
    most,
    target: Math.min(TARGET_TOKENS, most),
    characters: maxTokens * CHARACTERS_PER_TOKEN,
    count,
  }
  const headings = new Headings(count, most)
  const units = unitsOf(input, bounds, headings)
  let ordinal = 0
  for (const packed of new Packer(input.text, bounds, headings).pack(units)) {
    const text = input.text.slice(packed.start, packed.end)
    const heading = packed.heading.text
    yield {
      ordinal: ordinal++,
      start: packed.start,
      end: packed.end,
      page: packed.page,
      heading,
      tokens: packed.tokens + packed.heading.tokens,
      text,
      textHash: createHash('sha256').update(embeddingText({ heading, text })).digest(),
    }
  }
}
