import type { Element, ElementContent, Root, Text } from './syntax-tree.ts'

const marks = /\[(\d{1,3}(?:\s*[,;]\s*\d{1,3})*)\]/g
/** Where a bracketed number is not a citation: code, links, and the mathematics that KaTeX drew. */
const opaque = new Set(['code', 'pre', 'a', 'math', 'svg'])

interface CitationOptions {
  /** The numbers that have a source. A number without one stays the text it is: a mark must open something. */
  readonly known: ReadonlySet<number>
}

/** Turns `[1]` and `[1, 3]` into `<sup data-citation="1">` elements. */
export function rehypeCitations({ known }: CitationOptions) {
  return (tree: Root): void => {
    if (known.size > 0) mark(tree, known)
  }
}

function mark(parent: Root | Element, known: ReadonlySet<number>): void {
  const children: ElementContent[] = []
  for (const child of parent.children) {
    if (child.type === 'text') children.push(...split(child, known))
    else children.push(child)
    if (child.type === 'element' && !isOpaque(child)) mark(child, known)
  }
  parent.children = children
}

function isOpaque({ tagName, properties }: Element): boolean {
  const classes = Array.isArray(properties.className) ? properties.className : []
  return opaque.has(tagName) || classes.includes('katex')
}

function split(text: Text, known: ReadonlySet<number>): (Text | Element)[] {
  const parts: (Text | Element)[] = []
  let from = 0
  for (const match of text.value.matchAll(marks)) {
    const numbers = (match[1] ?? '').split(/[,;]/).map(Number)
    if (!numbers.every((number) => known.has(number))) continue
    const before = text.value.slice(from, match.index)
    // The space before a mark would let it begin a line on its own.
    if (before !== '') parts.push({ type: 'text', value: before.replace(/ $/, '\u00a0') })
    parts.push(...numbers.map(citationElement))
    from = match.index + match[0].length
  }
  if (from === 0) return [text]
  if (from < text.value.length) parts.push({ type: 'text', value: text.value.slice(from) })
  return parts
}

function citationElement(number: number): Element {
  return {
    type: 'element',
    tagName: 'sup',
    properties: { dataCitation: number },
    children: [{ type: 'text', value: String(number) }],
  }
}
