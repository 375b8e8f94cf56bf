import type { Block, BodyBlock } from '../chunker/block.ts'
import { isDelimiterRow, plainInline, tableHeader } from './markdown-inline.ts'

/** UTF-16 units of a line that are looked at to tell what it is. */
const LOOK = 1_000
const FRONT_MATTER_LINES = 200

interface Line {
  readonly start: number
  /** Without its newline. */
  readonly end: number
  /** The first LOOK units. */
  readonly text: string
}

/** The block structure of Markdown (CommonMark with GFM tables), as offsets into the file's own text. */
export class MarkdownScanner {
  readonly #text: string
  readonly #blocks: Block[] = []
  #open: { kind: BodyBlock['kind']; start: number; end: number } | null = null
  #fence: { readonly start: number; readonly mark: string } | null = null
  #header: string | null = null
  #frontMatterTitle: string | null = null

  constructor(text: string) {
    this.#text = text
  }

  scan(): { readonly blocks: readonly Block[]; readonly frontMatterTitle: string | null } {
    let line = this.#line(this.#frontMatter())
    while (line !== null) {
      const next = this.#line(line.end + 1)
      if (!this.#inFence(line)) line = this.#block(line, next) ?? line
      line = line.end === next?.end ? this.#line(next.end + 1) : this.#line(line.end + 1)
    }
    if (this.#fence) this.#push('code', this.#fence.start, this.#text.length)
    this.#close()
    return { blocks: this.#blocks, frontMatterTitle: this.#frontMatterTitle }
  }

  /** Takes one line; returns the next one where it took that too. */
  #block(line: Line, next: Line | null): Line | null {
    if (line.text.trim() === '') {
      this.#close()
      this.#header = null
      return null
    }
    if (this.#header !== null) {
      if (line.text.includes('|')) {
        this.#blocks.push({ kind: 'row', start: line.start, end: line.end, header: this.#header })
        return null
      }
      this.#header = null
    }
    return this.#comment(line) ?? this.#heading(line) ?? this.#table(line, next) ?? this.#plain(line)
  }

  /** A comment that begins a block; it ends with the line its end is on. */
  #comment(line: Line): Line | null {
    if (!/^ {0,3}<!--/.test(line.text) || this.#open) return null
    const close = this.#text.indexOf('-->', line.start)
    if (close === -1) return null
    const newline = this.#text.indexOf('\n', close)
    const end = newline === -1 ? this.#text.length : newline
    this.#push('comment', line.start, end)
    return { start: line.start, end, text: line.text }
  }

  #heading(line: Line): Line | null {
    const atx = /^ {0,3}(#{1,6})(?=[ \t]|$)/.exec(line.text)
    if (atx?.[1]) {
      this.#close()
      const title = line.text
        .slice(atx[0].length)
        .trim()
        .replace(/(^|[ \t])#+$/, '')
      this.#pushHeading(line.start, line.end, atx[1].length, title)
      return line
    }
    const underline = /^ {0,3}(=+|-+)[ \t]*$/.exec(line.text)?.[1]
    if (underline && this.#open?.kind === 'paragraph') {
      const { start, end } = this.#open
      this.#open = null
      const title = this.#text.slice(start, Math.min(end, start + LOOK))
      this.#pushHeading(start, line.end, underline.startsWith('=') ? 1 : 2, title)
      return line
    }
    return null
  }

  #table(line: Line, next: Line | null): Line | null {
    if (next === null || !line.text.includes('|') || !isDelimiterRow(next.text)) return null
    this.#close()
    this.#push('row', line.start, next.end)
    this.#header = tableHeader(line.text)
    return next
  }

  #plain(line: Line): null {
    const fence = /^ {0,3}(`{3,}|~{3,})/.exec(line.text)?.[1]
    if (
      fence &&
      !(fence.startsWith('`') && line.text.slice(line.text.indexOf(fence) + fence.length).includes('`'))
    ) {
      this.#close()
      this.#fence = { start: line.start, mark: fence }
      return null
    }
    const isItem = /^\s{0,12}(?:[-*+]|\d{1,9}[.)])[ \t]+\S/.test(line.text)
    if (isItem) this.#close()
    this.#open ??= { kind: isItem ? 'item' : 'paragraph', start: line.start, end: line.end }
    this.#open.end = line.end
    return null
  }

  #inFence(line: Line): boolean {
    if (this.#fence === null) return false
    const { mark, start } = this.#fence
    const close = /^ {0,3}(`{3,}|~{3,})[ \t]*$/.exec(line.text)?.[1]
    if (close?.startsWith(mark)) {
      this.#push('code', start, line.end)
      this.#fence = null
    }
    return true
  }

  /** Where the text goes on after a YAML front matter. */
  #frontMatter(): number {
    if (!/^---[ \t]*\n/.test(this.#text.slice(0, 16))) return 0
    let line = this.#line(this.#text.indexOf('\n') + 1)
    for (let count = 0; line !== null && count < FRONT_MATTER_LINES; count++) {
      if (/^(---|\.\.\.)[ \t]*$/.test(line.text)) {
        this.#push('lines', 0, line.end)
        return line.end + 1
      }
      const title = /^title:[ \t]*(.+)$/i.exec(line.text)?.[1]
      if (title) this.#frontMatterTitle ??= title.trim().replace(/^(['"])(.*)\1$/, '$2')
      line = this.#line(line.end + 1)
    }
    this.#frontMatterTitle = null
    return 0
  }

  #line(start: number): Line | null {
    if (start >= this.#text.length) return null
    const newline = this.#text.indexOf('\n', start)
    const end = newline === -1 ? this.#text.length : newline
    return { start, end, text: this.#text.slice(start, Math.min(end, start + LOOK)) }
  }

  #close(): void {
    if (this.#open) this.#push(this.#open.kind, this.#open.start, this.#open.end)
    this.#open = null
  }

  #push(kind: BodyBlock['kind'], start: number, end: number): void {
    this.#blocks.push({ kind, start, end })
  }

  #pushHeading(start: number, end: number, level: number, title: string): void {
    this.#blocks.push({ kind: 'heading', start, end, level, title: plainInline(title) })
  }
}
