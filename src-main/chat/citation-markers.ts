const MARKER = /\s*\[\s*(?:(?:passage|source|document)s?\s*)?(\d{1,3}(?:\s*(?:,|;|and)\s*\d{1,3})*)\s*\]/gi
/** The tail of a text that may become a marker with what comes next. */
const UNFINISHED = /(?:\s+|\s*\[[^\]\n]{0,40})$/

/**
 * Reads [n] out of a text that comes in pieces. Markers of passages that exist are kept in one form, [1][2];
 * others are taken out with the space before them, and so is one that was just given. Code is left alone.
 */
export class CitationMarkers {
  readonly #count: number
  #held = ''
  #inCode = false
  #last = ''
  readonly #named = new Set<number>()

  constructor(passageCount: number) {
    this.#count = passageCount
  }

  /** The numbers that the text named, in its order. */
  get named(): readonly number[] {
    return [...this.#named]
  }

  /** Takes a piece; returns what is certain by now. */
  push(text: string): string {
    this.#held += text
    const tail = this.#held.match(UNFINISHED)?.[0] ?? ''
    const certain = this.#held.slice(0, this.#held.length - tail.length)
    this.#held = tail
    return this.#clean(certain)
  }

  finish(): string {
    const rest = this.#held
    this.#held = ''
    return this.#clean(rest)
  }

  #clean(text: string): string {
    return text
      .split(/(`+)/)
      .map((part) => {
        if (part.startsWith('`')) {
          this.#inCode = !this.#inCode
          return part
        }
        return this.#inCode ? part : this.#rewrite(part)
      })
      .join('')
  }

  #rewrite(text: string): string {
    let end = 0
    const out: string[] = []
    for (const match of text.matchAll(MARKER)) {
      const between = text.slice(end, match.index)
      end = match.index + match[0].length
      if (between.trim() !== '') this.#last = ''
      out.push(between, this.#marker(match[0], match[1] ?? ''))
    }
    const rest = text.slice(end)
    if (rest.trim() !== '') this.#last = ''
    out.push(rest)
    return out.join('')
  }

  #marker(whole: string, list: string): string {
    const numbers = [...new Set((list.match(/\d+/g) ?? []).map(Number))].filter(
      (n) => n >= 1 && n <= this.#count,
    )
    for (const n of numbers) this.#named.add(n)
    const marker = numbers.map((n) => `[${n}]`).join('')
    if (marker === '' || marker === this.#last) return ''
    this.#last = marker
    return `${whole.match(/^\s*/)?.[0] ?? ''}${marker}`
  }
}
