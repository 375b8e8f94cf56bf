import type { DomNode } from './dom-node.ts'
import { attribute, collapsed, isElement, isHidden, nameOf, spaced, textOf } from './dom-node.ts'
import { DomTable } from './dom-table.ts'
import type { TextBuilder } from './text-builder.ts'

const skippedElements = new Set(
  'SCRIPT STYLE NOSCRIPT TEMPLATE SVG MATH CANVAS IFRAME OBJECT EMBED AUDIO VIDEO HEAD BUTTON INPUT SELECT TEXTAREA DIALOG'.split(
    ' ',
  ),
)
const inlineElements = new Set(
  'A ABBR B BDI BDO CITE CODE DATA DEL DFN EM FONT I INS KBD LABEL MARK OUTPUT Q RP RT RUBY S SAMP SMALL SPAN STRIKE STRONG SUB SUP TIME TT U VAR WBR'.split(
    ' ',
  ),
)

/**
 * Writes what a person would read of a DOM tree: headings, paragraphs, list items, table rows, code. Walks
 * with its own pointer and not by recursion, since a page may be nested 100,000 deep.
 */
export class DomBlocks {
  readonly #builder: TextBuilder
  readonly #skip: ReadonlySet<string>
  #inline: string[] = []
  #marker = ''
  readonly #lists: { ordered: boolean; next: number }[] = []
  #items = 0

  constructor(builder: TextBuilder, skip: readonly string[] = []) {
    this.#builder = builder
    this.#skip = new Set([...skippedElements, ...skip])
  }

  write(root: DomNode): void {
    let node: DomNode | null = root
    while (node !== null) {
      const child: DomNode | null = this.#enter(node) ? node.firstChild : null
      if (child !== null) {
        node = child
        continue
      }
      node = this.#next(node, root)
    }
    this.#flush()
  }

  /** The node after this one and all that is in it; leaves what ends on the way. */
  #next(from: DomNode, root: DomNode): DomNode | null {
    let node: DomNode = from
    for (;;) {
      this.#leave(node)
      if (node === root) return null
      if (node.nextSibling !== null) return node.nextSibling
      if (node.parentNode === null) return null
      node = node.parentNode
    }
  }

  /** Whether to go into it. */
  #enter(node: DomNode): boolean {
    if (node.nodeType === 3) {
      this.#inline.push(spaced(node.nodeValue ?? ''))
      return false
    }
    if (!isElement(node)) return node.nodeType === 9 || node.nodeType === 11
    const name = nameOf(node)
    if (this.#skip.has(name) || isHidden(node)) return false
    if (inlineElements.has(name)) return true
    if (name === 'BR') {
      this.#inline.push('\n')
      return false
    }
    this.#flush()
    return !this.#whole(node, name)
  }

  /** Elements that are written as a whole. */
  #whole(node: DomNode, name: string): boolean {
    if (/^H[1-6]$/.test(name)) {
      const level = attribute(node, 'class') === 'title' ? 0 : Number(name[1])
      this.#builder.add({ kind: 'heading', level, text: collapsed(textOf(node, spaced)).replace(/\n/g, ' ') })
      return true
    }
    if (name === 'PRE') {
      this.#builder.add({ kind: 'code', text: textOf(node).replace(/^\n+/, '').trimEnd() })
      return true
    }
    if (name === 'TABLE') {
      const table = DomTable.of(node)
      if (table === null) return false
      table.write(this.#builder)
      return true
    }
    if (name === 'UL' || name === 'OL') {
      this.#lists.push({ ordered: name === 'OL', next: Number(attribute(node, 'start') ?? 1) || 1 })
    }
    if (name === 'LI') {
      const list = this.#lists.at(-1)
      this.#marker = list?.ordered ? `${list.next++}. ` : '- '
      this.#items++
    }
    return false
  }

  #leave(node: DomNode): void {
    if (!isElement(node)) return
    const name = nameOf(node)
    if (inlineElements.has(name) || name === 'BR' || this.#skip.has(name) || isHidden(node)) return
    this.#flush()
    if (name === 'UL' || name === 'OL') this.#lists.pop()
    if (name === 'LI') this.#items--
  }

  #flush(): void {
    const text = collapsed(this.#inline.join(''))
    this.#inline = []
    if (text === '') return
    const indent = '  '.repeat(Math.min(8, Math.max(0, this.#lists.length - 1)))
    if (this.#items > 0 && this.#marker !== '')
      this.#builder.add({ kind: 'item', text: indent + this.#marker + text })
    else this.#builder.add({ kind: 'paragraph', text })
    this.#marker = ''
  }
}
