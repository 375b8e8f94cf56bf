import type { PageSpan } from '../../../src-shared/schemas/library.ts'
import type { Block, BodyBlock, HeadingBlock } from '../chunker/block.ts'
import { checkTextLength } from './extracted.ts'

export type NewBlock =
  | { readonly kind: 'heading'; readonly level: number; readonly text: string }
  | { readonly kind: BodyBlock['kind']; readonly text: string; readonly header?: string }

/** Writes a text block by block, with their offsets: paragraphs are set apart by a blank line, rows and items by a line. */
export class TextBuilder {
  readonly #parts: string[] = []
  readonly #blocks: Block[] = []
  readonly #pages: PageSpan[] = []
  #length = 0
  #last: BodyBlock['kind'] | HeadingBlock['kind'] | null = null

  add(block: NewBlock): void {
    if (!/\S/.test(block.text)) return
    const isTight = block.kind === this.#last && (block.kind === 'row' || block.kind === 'item')
    if (this.#last !== null) this.#write(isTight ? '\n' : '\n\n')
    const start = this.#length
    this.#write(block.text)
    const end = this.#length
    if (block.kind === 'heading') {
      const title = block.text.replace(/\s+/g, ' ').trim()
      this.#blocks.push({ kind: 'heading', start, end, level: block.level, title })
    } else {
      const header = block.header === undefined ? {} : { header: block.header }
      this.#blocks.push({ kind: block.kind, start, end, ...header })
    }
    this.#last = block.kind
  }

  /** Everything written by `write` is on this page. */
  page(page: number, write: () => void): void {
    const before = this.#length
    write()
    // What separates it from the page before belongs to neither.
    const start = before > 0 && this.#length > before ? before + 2 : before
    this.#pages.push({ page, start: Math.min(start, this.#length), end: this.#length })
  }

  build(): { readonly text: string; readonly blocks: readonly Block[]; readonly pages: readonly PageSpan[] } {
    return { text: this.#parts.join(''), blocks: this.#blocks, pages: this.#pages }
  }

  #write(text: string): void {
    this.#length += text.length
    checkTextLength(this.#length)
    this.#parts.push(text)
  }
}
