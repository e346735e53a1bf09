import { hostile, type SignalsData } from '../server/wire.js'
import type { Data } from './alpine.js'
import type { Call } from './call.js'
import { HyperError, nameOf } from './error.js'
import { isList, isObject, reconcile, sameShape } from './reconcile.js'
import { captureScope, dataOf } from './scope.js'
import { findTargets } from './target.js'

/** A signal's holder and its key there. */
type Place = readonly [holder: Data, key: string, isRow?: boolean]

/** A function that sets signals where they belong, as the table of scopes says. */
export function setSignal(
  call: Call,
  options: Omit<SignalsData, 'values'>,
  combine = (_present: unknown, sent: unknown) => sent,
): (name: string, value: unknown) => void {
  const { raw } = call.page.Alpine
  const find = placeOf(call, options.scope)
  return (name, value) => {
    const [holder, key, isRow] = find(name)
    const present = raw(raw(holder)[key])
    if (options.ifMissing && present !== undefined) return
    const next = combine(present, value)
    if (isRow && !sameShape(present, next))
      refuse(name, `is an x-for variable, which Alpine cannot write back; set the list, or "${name}.…"`)
    reconcile(raw, holder, key, next)
  }
}

/** A function that finds where signals live. Made once for many signals of one item. */
export function placeOf(call: Call, selector?: string): (name: string) => Place {
  const { Alpine, store } = call.page
  const captured = selector ? findTargets(call, selector).flatMap((el) => captureScope(Alpine, el)) : call.scope
  const layers = captured.map((layer) => ({ ...layer, data: dataOf(Alpine, layer), known: Alpine.raw(layer.data) }))
  const nearest = layers.find((layer) => layer.root)
  return (name) => {
    if (hostile.test(name)) refuse(name, 'would reach a prototype')
    const isGlobal = name[0] === '$'
    const path = name.slice(isGlobal ? 1 : 0).split('.')
    let key = path.shift() as string
    const owner = layers.find(({ data, known }) => key in (data ? Alpine.raw(data) : known)) ?? nearest
    let holder = isGlobal ? store() : owner?.data
    if (!holder) return refuse(name, `has no x-data around ${nameOf(call.source)}; add one, or name it "$${name}"`)
    if (!path.length) return [checkWritable(holder, name, key), key, !isGlobal && !owner?.root]
    for (const next of path) {
      // plain objects are made on the way; in a list only an index up to its length
      if (!isList(holder[key]) && !isObject(holder[key])) holder[key] = {}
      holder = holder[key] as Data
      key = next
      if (isList(holder) && !(/^\d+$/.test(key) && +key <= holder.length))
        refuse(name, `has no index "${key}" in its list of ${holder.length}`)
    }
    return [holder, key]
  }
}

/** A method, or a getter without a setter, is the page's own. */
function checkWritable(data: Data, name: string, key: string): Data {
  const own = Object.getOwnPropertyDescriptor(data, key)
  if (own && (own.get ? !own.set : typeof own.value === 'function')) refuse(name, 'is a method or getter of the page')
  return data
}

function refuse(name: string, why: string): never {
  throw new HyperError('signal', `The signal "${name}" ${why}`)
}
