/** A node, and the elements in it that a selector matches; in a template, what is in its content does not count. */
export function deep<E extends Element>(node: E, selector?: string): [E, ...Element[]]
export function deep(node: Node, selector?: string): [Element, ...Element[]]
export function deep(node: Node, selector = '*'): Element[] {
  return [node as Element, ...((node as Partial<Element>).querySelectorAll?.(selector) ?? [])]
}

/** Takes a node out of what it is in. Not by its own `remove`, which a field of a form may hide. */
export function takeOut(node: Node): void {
  node.parentNode?.removeChild(node)
}

/** Tells whether a node is one of some, or in one, in the time of its depth however many they are. */
export function within(some: Iterable<Node>): (node: Node | null) => boolean {
  const all = new Set(some)
  return (node) => {
    while (node && !all.has(node)) node = node.parentNode
    return !!node
  }
}
