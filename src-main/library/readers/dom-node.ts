/** As much of the DOM as reading needs. */
export interface DomNode {
  readonly nodeType: number
  readonly nodeName: string
  readonly nodeValue: string | null
  readonly firstChild: DomNode | null
  readonly nextSibling: DomNode | null
  readonly parentNode: DomNode | null
  getAttribute?(name: string): string | null
}

export function isElement(node: DomNode): boolean {
  return node.nodeType === 1
}

/** In capitals, whatever the document's language has. */
export function nameOf(node: DomNode): string {
  return node.nodeName.toUpperCase()
}

export function attribute(node: DomNode, name: string): string | null {
  return node.getAttribute?.(name) ?? null
}

/** What a person does not see. */
export function isHidden(element: DomNode): boolean {
  if (attribute(element, 'hidden') !== null || attribute(element, 'aria-hidden') === 'true') return true
  const style = attribute(element, 'style')
  return (
    style !== null && /(?:^|;)\s*(?:display\s*:\s*none|visibility\s*:\s*hidden)/i.test(style.slice(0, 1_000))
  )
}

/** Every node in it, itself first, in document order; `into` says whether to go into one. Without recursion. */
export function* nodesIn(root: DomNode, into: (node: DomNode) => boolean = () => true): Generator<DomNode> {
  let node: DomNode | null = root
  while (node !== null) {
    yield node
    let next: DomNode | null = into(node) ? node.firstChild : null
    while (next === null && node !== null && node !== root) {
      next = node.nextSibling
      if (next === null) node = node.parentNode
    }
    node = next
  }
}

/** All text in it; a BR is a line break. */
export function textOf(root: DomNode, each: (text: string) => string = (text) => text): string {
  const parts: string[] = []
  for (const node of nodesIn(root, (inside) => !/^(SCRIPT|STYLE|TEMPLATE)$/.test(nameOf(inside)))) {
    if (node.nodeType === 3) parts.push(each(node.nodeValue ?? ''))
    else if (nameOf(node) === 'BR') parts.push('\n')
    else if (/^(P|DIV|LI|TR)$/.test(nameOf(node)) && parts.length > 0) parts.push('\n')
  }
  return parts.join('')
}

/** Source white space as a browser shows it. */
export function spaced(text: string): string {
  return text.replace(/\s+/g, ' ')
}

/** Joined pieces: single spaces, single line breaks (those that were written as such), none at the ends. */
export function collapsed(text: string): string {
  return text
    .replace(/ {2,}/g, ' ')
    .replace(/ ?\n ?/g, '\n')
    .replace(/\n{2,}/g, '\n')
    .trim()
}
