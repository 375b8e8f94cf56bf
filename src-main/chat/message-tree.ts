/** What a tree is made of: rows in the order in which they were made. */
export interface TreeNode {
  readonly id: string
  readonly parent_id: string | null
}

/** From the first message to `leafId`, oldest first; empty where it is not there. */
export function pathTo<Node extends TreeNode>(nodes: readonly Node[], leafId: string | null): Node[] {
  const byId = new Map(nodes.map((node) => [node.id, node]))
  const path: Node[] = []
  for (let at = leafId; at !== null; ) {
    const node = byId.get(at)
    if (!node) break
    path.unshift(node)
    at = node.parent_id
  }
  return path
}

/** The newest message below `id`, by way of the newest at each turn; `id` itself where nothing follows. */
export function newestLeafBelow(nodes: readonly TreeNode[], id: string): string {
  let leaf = id
  for (;;) {
    const child = nodes.findLast((node) => node.parent_id === leaf)
    if (!child) return leaf
    leaf = child.id
  }
}

export function siblingsOf(nodes: readonly TreeNode[], node: TreeNode): string[] {
  return nodes.filter((other) => other.parent_id === node.parent_id).map(({ id }) => id)
}
