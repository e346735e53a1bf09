/** Tells whether a node is one of some, or in one, in the time of its depth however many they are. */
export function within(some: Iterable<Node>): (node: Node | null) => boolean {
  const all = new Set(some)
  return (node) => {
    while (node && !all.has(node)) node = node.parentNode
    return !!node
  }
}
