import type { Call } from './call.js'
import { HyperError } from './error.js'

/**
 * The elements that a target means: a selector, or `this`, `closest li`, `find .x` from the source; the first of them,
 * unless `all`. In a shadow root, what is in there goes before the rest of the page.
 *
 * @throws HyperError `target` if there is none.
 */
export function findTargets(call: Call, target: string, all = false): Element[] {
  const source = liveSource(call.source)
  const [, way, rest = ''] = /^(this$|closest |find )(.*)$/.exec(target) ?? []
  const inside = source.isConnected ? (source.getRootNode() as ParentNode) : document
  const found =
    way === undefined
      ? [inside, document].map((root) => [...root.querySelectorAll(target)]).find((each) => each.length > 0)
      : way === 'find '
        ? [...source.querySelectorAll(rest)]
        : [way === 'this' ? source : source.closest(rest)]
  const elements = (found ?? []).filter((el) => el !== null)
  if (elements.length === 0) throw new HyperError('target', `target "${target}" matches nothing on the page`)
  return all ? elements : elements.slice(0, 1)
}

/** The source, or the element that has taken its place. */
function liveSource(source: Element): Element {
  return source.isConnected ? source : (document.getElementById(source.id) ?? source)
}
