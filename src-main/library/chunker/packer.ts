import { type Heading, Headings } from './heading.ts'
import type { Bounds, Unit } from './unit.ts'

/** A chunk before it is numbered and hashed. */
export interface Packed {
  readonly start: number
  readonly end: number
  readonly heading: Heading
  /** Of the text alone. */
  readonly tokens: number
}

/** Below this, a chunk says too little to be found by itself and takes the next section in. */
const SMALL_TOKENS = 60
/** What is left over at the end of a section goes into the chunk before it rather than stand alone. */
const LEFTOVER_TOKENS = 40
/** A sentence longer than this is not repeated. */
const OVERLAP_TOKENS = 40

/**
 * Fills chunks with units, in order. Units under one heading share a chunk up to the target; a heading stays
 * with what follows it; small neighbouring sections are joined under the heading they have in common. Where
 * one block was split, its last sentence opens the next chunk again.
 */
export class Packer {
  readonly #text: string
  readonly #bounds: Bounds
  readonly #headings: Headings
  #units: Unit[] = []

  constructor(text: string, bounds: Bounds, headings: Headings = new Headings(bounds.count, bounds.most)) {
    this.#text = text
    this.#bounds = bounds
    this.#headings = headings
  }

  *pack(units: Iterable<Unit>): Generator<Packed> {
    let group: Unit[] = []
    for (const unit of units) {
      group.push(unit)
      if (unit.isHeading) continue
      yield* this.#take(group)
      group = []
    }
    if (group.length > 0) yield* this.#take(group)
    if (this.#units.length > 0) yield this.#measure(this.#units)
  }

  /** Adds headings with the unit under them. */
  *#take(group: Unit[]): Generator<Packed> {
    if (this.#units.length === 0 || this.#joins(group)) {
      if (this.#fits([...this.#units, ...group], this.#bounds.most)) {
        this.#units.push(...group)
        return
      }
    }
    const repeated = this.#overlap(group)
    if (this.#units.length > 0) yield this.#measure(this.#units)
    this.#units = []
    if (this.#fits([...repeated, ...group], this.#bounds.most)) {
      this.#units = [...repeated, ...group]
      return
    }
    for (const unit of group) {
      if (this.#units.length > 0 && !this.#fits([...this.#units, unit], this.#bounds.most)) {
        yield this.#measure(this.#units)
        this.#units = []
      }
      this.#units.push(unit)
    }
  }

  /** Whether a group belongs into the chunk that is being filled. */
  #joins(group: readonly Unit[]): boolean {
    const last = this.#units.at(-1)
    const next = group.at(-1)
    if (last === undefined || next === undefined) return true
    const all = [...this.#units, ...group]
    const tokens = this.#measure(this.#units).tokens
    if (samePath(last.path, next.path) && group.length === 1) {
      const isLeftover = next.splitFrom !== -1 && next.tokens <= LEFTOVER_TOKENS
      return this.#fits(all, isLeftover ? this.#bounds.most : this.#bounds.target)
    }
    const isOnlyHeadings = this.#units.every((unit) => unit.isHeading)
    const related = commonPath(all).length > 0 || last.path.length === 0
    return (isOnlyHeadings || tokens < SMALL_TOKENS) && related && this.#fits(all, this.#bounds.target)
  }

  #overlap(group: readonly Unit[]): Unit[] {
    const last = this.#units.at(-1)
    const next = group[0]
    if (last === undefined || next === undefined || this.#units.length < 2) return []
    const sameBlock = last.splitFrom !== -1 && last.splitFrom === next.splitFrom
    return sameBlock && last.isSentence && last.tokens <= OVERLAP_TOKENS ? [last] : []
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
    let at = start
    for (const unit of units) {
      // Counts add up over white space only: where two touch, the whole is counted.
      if (unit.start === at && at !== start) {
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
    return { start, end, tokens, heading: this.#headings.of(commonPath(said), header) }
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
