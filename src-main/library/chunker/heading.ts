import type { TokenCounter } from '../tokenizer.ts'

export interface Heading {
  /** 'Outer › inner', or null where there is none. */
  readonly text: string | null
  readonly tokens: number
}

const SEPARATOR = ' › '
const none: Heading = { text: null, tokens: 0 }

/** Headings take at most this share of what the embedder reads: the passage is what is looked for. */
const SHARE = 4

/**
 * What stands before a chunk's text when it is embedded. Outer headings are left out, then the innermost is
 * shortened, until it takes no more than a quarter of `most` tokens.
 */
export class Headings {
  readonly #count: TokenCounter
  readonly #most: number
  readonly #known = new Map<string, Heading>()

  constructor(count: TokenCounter, most: number) {
    this.#count = count
    this.#most = Math.floor(most / SHARE)
  }

  of(path: readonly string[], header: string | null): Heading {
    const parts = header === null ? path : [...path, header]
    if (parts.length === 0) return none
    const key = parts.join('\0')
    let heading = this.#known.get(key)
    if (heading === undefined) {
      heading = this.#fit(parts)
      if (this.#known.size > 10_000) this.#known.clear()
      this.#known.set(key, heading)
    }
    return heading
  }

  #fit(parts: readonly string[]): Heading {
    for (let from = 0; from < parts.length; from++) {
      const text = parts.slice(from).join(SEPARATOR)
      const tokens = this.#count(text)
      if (tokens <= this.#most) return { text, tokens }
    }
    let letters = [...(parts.at(-1) ?? '')]
    while (letters.length > 1) {
      letters = letters.slice(0, letters.length >> 1)
      const text = `${letters.join('').trimEnd()}…`
      const tokens = this.#count(text)
      if (tokens <= this.#most) return { text, tokens }
    }
    return none
  }
}
