/** The id of an element, or ''. Not `el.id`: that of a form may be a field of this name. */
export function idOf(node: Node): string {
  return (node as Element).getAttribute?.('id') ?? ''
}

/** The element while it is in the page, then the one that has its id. */
export function present(el: Element): Element | null {
  return el.isConnected ? el : document.getElementById(idOf(el))
}

/** A new random id. Not `randomUUID`, which plain-HTTP hosts lack. */
export const newId = () => crypto.getRandomValues(new Uint32Array(4)).join('-')
