import type { HeadingBlock } from './block.ts'

/** The headings that stand over the place that is being read. */
export class Outline {
  readonly #title: string | null
  readonly #open: HeadingBlock[] = []
  #path: readonly string[]

  /** A document's own title stands over everything, unless its first heading says the same. */
  constructor(title: string | null) {
    this.#title = title
    this.#path = title === null ? [] : [title]
  }

  /** Outermost first; the same array until the next heading. */
  get path(): readonly string[] {
    return this.#path
  }

  enter(heading: HeadingBlock): void {
    while ((this.#open.at(-1)?.level ?? -1) >= heading.level) this.#open.pop()
    this.#open.push(heading)
    const titles = this.#open.map(({ title }) => title)
    const says = this.#title === null || titles[0]?.toLowerCase() === this.#title.toLowerCase()
    this.#path = says || this.#title === null ? titles : [this.#title, ...titles]
  }
}
