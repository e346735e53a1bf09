import type { Changer } from './change.js'
import { deep } from './nodes.js'

/** The directives of templates that render. */
export const structural = ['for', 'if', 'teleport']

/** Equal in all that the server sends. */
export function same(old: Node, next: Node): boolean {
  if (!old.isEqualNode(next)) return false
  // equality does not look into templates
  const [was, will] = [old, next].map(contentsIn) as [Node[], Node[]]
  return was.every((content, at) => same(content, will[at] as Node))
}

function contentsIn(node: Node): Node[] {
  return deep(node, 'template').flatMap((el) => {
    const { content } = el as HTMLTemplateElement
    // that of a meta element is a text
    return content?.nodeType ? content : []
  })
}

/** Of one kind, so that the one can become the other. */
export function isKin({ page: { Alpine }, renews }: Changer, old: Node, next: Node): boolean {
  const { prefixed } = Alpine
  const [was, will] = [old, next] as [Element, Element]
  if (was.nodeName !== will.nodeName || was.nodeType !== 1) return was.nodeName === will.nodeName
  const agree = (name: string) => was.hasAttribute(name) === will.hasAttribute(name)
  if (was.localName === 'template') return structural.every((name) => agree(prefixed(name)))
  // a component is told by the name its data begins with
  const told = renews && !was.hasAttribute(prefixed('keep')) ? /.*/s : /^\s*[\w$.]*/
  const [one, other] = [was, will].map((el) => told.exec(el.getAttribute(prefixed('data')) ?? '')?.[0])
  // a frame with another document begins anew in any case
  const telling = was.localName === 'input' ? 'type' : 'srcdoc'
  return (one === other || !agree(prefixed('data'))) && was.getAttribute(telling) === will.getAttribute(telling)
}
