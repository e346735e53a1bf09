/** The id of an element, or ''. Not `el.id`: that of a form may be a field of this name. */
export function idOf(node: Node): string {
  return (node as Element).getAttribute?.('id') ?? ''
}
