import { type Heading, Headings } from './heading.ts'
import type { Bounds, Unit } from './unit.ts'

/** A chunk before it is numbered and hashed. */
export interface Packed {
  readonly start: number
  readonly end: number
  readonly heading: Heading
  /** Of the text alone. */
  readonly tokens: number
  /** That its first character is on. */
  readonly page: number | null
}

/** Below this, a section says too little to be found by itself and is joined to its neighbour. */
const SMALL_TOKENS = 60
/** What is left over at the end of a section goes into the chunk before it rather than stand alone. */
const LEFTOVER_TOKENS = 40
/** A sentence longer than this is not repeated. */
const OVERLAP_TOKENS = 40

/**
 * Fills chunks with units, in order. Units under one heading share a chunk up to the target; a heading stays
 * with what follows it. Where one block was split, its last sentence opens the next chunk again. Then small
 * neighbours are joined, those of different sections under the heading they have in common.
 */
export class Packer {
  readonly #text: string
  readonly #bounds: Bounds
  readonly #headings: Headings

  constructor(text: string, bounds: Bounds, headings: Headings = new Headings(bounds.count, bounds.most)) {
    this.#text = text
    this.#bounds = bounds
    this.#headings = headings
  }

  *pack(units: Iterable<Unit>): Generator<Packed> {
    let last: readonly Unit[] | null = null
    for (const next of this.#filled(units)) {
      const joined: readonly Unit[] | null = last && this.#joined(last, next)
      if (last && joined === null) yield this.#measure(last)
      last = joined ?? next
    }
    if (last) yield this.#measure(last)
  }

  /** Chunks of one section each. */
  *#filled(units: Iterable<Unit>): Generator<readonly Unit[]> {
    let chunk: Unit[] = []
    for (const group of this.#groups(units)) {
      if (chunk.length > 0 && !this.#belongs(chunk, group)) {
        yield chunk
        chunk = this.#overlap(chunk, group)
      }
      for (const unit of group) {
        // Where headings and what is under them are too much for one chunk, or a comment lies between.
        const isBeyond = chunk.length > 0 && chunk.at(-1)?.comments !== unit.comments
        if (chunk.length > 0 && (isBeyond || !this.#fits([...chunk, unit], this.#bounds.most))) {
          yield chunk
          chunk = []
        }
        chunk.push(unit)
      }
    }
    if (chunk.length > 0) yield chunk
  }

  /** Headings with the unit under them. */
  *#groups(units: Iterable<Unit>): Generator<readonly Unit[]> {
    let group: Unit[] = []
    for (const unit of units) {
      group.push(unit)
      if (unit.isHeading && this.#fits(group, this.#bounds.most)) continue
      yield group
      group = []
    }
    if (group.length > 0) yield group
  }

  #belongs(chunk: readonly Unit[], group: readonly Unit[]): boolean {
    const [last, next] = [chunk.at(-1), group.at(-1)]
    if (!last || !next || group.length > 1 || !samePath(last.path, next.path)) return false
    if (!this.#mayShare(last, next)) return false
    const isLeftover = next.splitFrom !== -1 && next.tokens <= LEFTOVER_TOKENS
    return this.#fits([...chunk, ...group], isLeftover ? this.#bounds.most : this.#bounds.target)
  }

  /** Two neighbours as one chunk, or null where each is better by itself. */
  #joined(a: readonly Unit[], b: readonly Unit[]): readonly Unit[] | null {
    const [last, next] = [a.at(-1), b.at(-1)]
    if (!last || !next || !this.#mayShare(last, b[0] ?? next)) return null
    const both = [...a, ...b.filter((unit) => unit.start >= last.end)]
    const [size, nextSize] = [this.#measure(a).tokens, this.#measure(b).tokens]
    if (samePath(last.path, next.path) && !b[0]?.isHeading) {
      return nextSize <= LEFTOVER_TOKENS && this.#fits(both, this.#bounds.most) ? both : null
    }
    const common = commonPath(both)
    const related = common.length > 0 || last.path.length === 0
    // The rest of a section would lose its heading: that stands in neither its text nor what is common.
    const keepsHeading = a[0]?.isHeading || samePath(a[0]?.path ?? [], common)
    const isSmall = size < SMALL_TOKENS || nextSize < SMALL_TOKENS
    return isSmall && related && keepsHeading && this.#fits(both, this.#bounds.target) ? both : null
  }

  /** So that a chunk's page is the page of all it says; but a sentence is not torn apart for that. */
  #mayShare(last: Unit, next: Unit): boolean {
    if (last.comments !== next.comments) return false
    return last.page === next.page || !/[.!?…:;|]["'”’)\]]?$/.test(this.#text.slice(last.start, last.end))
  }

  #overlap(chunk: readonly Unit[], group: readonly Unit[]): Unit[] {
    const [last, next] = [chunk.at(-1), group[0]]
    if (!last || !next || chunk.length < 2) return []
    const sameBlock = last.splitFrom !== -1 && last.splitFrom === next.splitFrom
    const isShort = last.isSentence && last.tokens <= OVERLAP_TOKENS
    return sameBlock && isShort && this.#fits([last, ...group], this.#bounds.most) ? [last] : []
  }

  #fits(units: readonly Unit[], tokens: number): boolean {
    const packed = this.#measure(units)
    return (
      packed.tokens + packed.heading.tokens <= tokens && packed.end - packed.start <= this.#bounds.characters
    )
  }

  #measure(units: readonly Unit[]): Packed {
    const start = units[0]?.start ?? 0
    const end = units.at(-1)?.end ?? start
    let tokens = 0
    let at = -1
    for (const unit of units) {
      // Counts add up over white space only: where two touch, the whole is counted.
      if (unit.start === at) {
        tokens = this.#bounds.count(this.#text.slice(start, end))
        break
      }
      tokens += unit.tokens
      at = unit.end
    }
    const body = units.filter((unit) => !unit.isHeading)
    const said = body.length > 0 ? body : units
    // The first row's column names, unless they are in the chunk already.
    const header = said[0] === units[0] ? (said[0]?.header ?? null) : null
    const page = units[0]?.page ?? null
    return { start, end, tokens, page, heading: this.#headings.of(commonPath(said), header) }
  }
}

function samePath(a: readonly string[], b: readonly string[]): boolean {
  return a === b || (a.length === b.length && a.every((title, index) => title === b[index]))
}

/** The headings that all of them stand under. */
function commonPath(units: readonly Unit[]): readonly string[] {
  let common = units[0]?.path ?? []
  for (const { path } of units) {
    if (path === common) continue
    let length = 0
    while (length < common.length && common[length] === path[length]) length++
    if (length < common.length) common = common.slice(0, length)
  }
  return common
}
