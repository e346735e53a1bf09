import type { Call } from './call.js'
import { HyperError } from './error.js'
import { present } from './id.js'

/**
 * The elements that a target means: a selector, or `this`, `closest li`, `find .x` from the source; the first of them,
 * unless `all`. In a shadow root, what is in there goes before the rest of the page.
 *
 * @throws HyperError `target` if there is none.
 */
export function findTargets({ source }: Call, target: string, all = false): Element[] {
  // the source, or the element that has taken its place
  const from = present(source) ?? source
  const [, way, selector = target] = /^(?:(closest|find) (.+)|this$)/.exec(target) ?? ['', '', target]
  // the first is found without a walk through the rest
  const within = (root: Node) =>
    all ? [...(root as ParentNode).querySelectorAll(selector)] : [(root as ParentNode).querySelector(selector)]
  const found =
    way === undefined ? [from] : way === 'closest' ? [from.closest(selector)] : within(way ? from : from.getRootNode())
  const elements = (found[0] || way !== '' ? found : within(document)).filter((el) => el?.isConnected) as Element[]
  if (elements.length === 0) throw new HyperError('target', `target "${target}" matches nothing`)
  return elements
}
