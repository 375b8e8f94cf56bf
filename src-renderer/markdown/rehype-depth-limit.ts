import type { Element, ElementContent, Root } from './syntax-tree.ts'

/** Deeper than any text a person writes, shallow enough for React to walk. */
const MAX_DEPTH = 60

/** Flattens what is nested deeper than that to its text. Walks without recursion: the depth is the attack. */
export function rehypeDepthLimit() {
  return (tree: Root): void => {
    const open: { readonly node: Root | Element; readonly depth: number }[] = [{ node: tree, depth: 0 }]
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
      for (const child of next.node.children) {
        if (child.type !== 'element') continue
        if (next.depth >= MAX_DEPTH) child.children = [{ type: 'text', value: textOf(child) }]
        else open.push({ node: child, depth: next.depth + 1 })
      }
    }
  }
}

function textOf(element: Element): string {
  const words: string[] = []
  const open: ElementContent[] = [...element.children].reverse()
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (next.type === 'text') words.push(next.value)
    else if (next.type === 'element') open.push(...[...next.children].reverse())
  }
  return words.join('')
}
