import { hostile, type SignalsData } from '../server/wire.js'
import type { Data } from './alpine.js'
import type { Call } from './call.js'
import { HyperError, nameOf } from './error.js'
import type { Page } from './page.js'
import { isList, isObject, mergePatch, reconcile } from './reconcile.js'
import { captureScope, dataOf, type Layer } from './scope.js'

/** Where a signal lives: the object that holds it, and its key. */
export interface Place {
  readonly holder: Data
  readonly key: string
  readonly isRow: boolean
}

/** A function that sets signals where they belong, as the table of scopes says. */
export function setSignal(
  page: Page,
  call: Call,
  options: Omit<SignalsData, 'values'>,
): (name: string, value: unknown) => void {
  const { raw } = page.Alpine
  const find = placeOf(page, call, options.scope)
  return (name, value) => {
    const { holder, key, isRow } = find(name)
    const present = raw(raw(holder)[key])
    if (options.ifMissing && present !== undefined) return
    const next = options.merge ? mergePatch(present, value) : value
    if (isRow && !(isObject(present) && isObject(next)) && !(isList(present) && isList(next))) {
      throw new HyperError(
        'signal',
        `The signal "${name}" is the variable of an x-for row; Alpine has no way back to its list, so set the list or a member, "${name}.…"`,
      )
    }
    reconcile(raw, holder, key, next)
  }
}

/** A function that finds the place of a signal. Made once for many signals of one item. */
export function placeOf(page: Page, call: Call, selector?: string): (name: string) => Place {
  const { Alpine } = page
  const layers = scopeLayers(page, call, selector).map((layer) => ({ layer, data: dataOf(Alpine, layer) }))
  const nearest = layers.find(({ layer }) => layer.root)
  return (name) => {
    if (hostile.test(name))
      throw new HyperError('signal', `The signal "${name}" would reach a prototype; it is not set`)
    const isGlobal = name[0] === '$'
    const path = (isGlobal ? name.slice(1) : name).split('.')
    const first = path[0] as string
    const owner = isGlobal ? undefined : (layers.find(({ data }) => data && first in Alpine.raw(data)) ?? nearest)
    const data = isGlobal ? page.store : owner?.data
    if (!data)
      throw new HyperError(
        'signal',
        `The signal "${name}" has no x-data around ${nameOf(call.source)} to land in; add x-data, or use "$${name}"`,
      )
    if (path.length === 1)
      return { holder: checkWritable(data, name, first), key: first, isRow: !isGlobal && !owner?.layer.root }
    return descend(data, path, name)
  }
}

function scopeLayers(page: Page, call: Call, selector: string | undefined): readonly Layer[] {
  if (selector === undefined) return call.scope
  const el = document.querySelector(selector)
  if (!el) throw new HyperError('target', `scope: "${selector}" matches nothing on the page`)
  return captureScope(page.Alpine, el)
}

/** A method, or a getter without a setter, is the page's own. */
function checkWritable(data: Data, name: string, key: string): Data {
  const own = Object.getOwnPropertyDescriptor(data, key)
  if (own && (own.get ? !own.set : typeof own.value === 'function')) {
    throw new HyperError(
      'signal',
      `The signal "${name}" is a ${own.get ? 'getter without setter' : 'method'} on the page; it is not overwritten`,
    )
  }
  return data
}

/** Makes plain objects on the way; in an array only an index up to its length. */
function descend(data: Data, path: readonly string[], name: string): Place {
  let holder = data
  const last = path[path.length - 1] as string
  for (const key of path.slice(0, -1)) {
    checkIndex(holder, key, name)
    if (typeof holder[key] !== 'object' || holder[key] === null) holder[key] = {}
    holder = holder[key] as Data
  }
  checkIndex(holder, last, name)
  return { holder, key: last, isRow: false }
}

function checkIndex(holder: unknown, key: string, name: string): void {
  if (isList(holder) && !(/^\d+$/.test(key) && Number(key) <= holder.length)) {
    throw new HyperError(
      'signal',
      `The signal "${name}" goes through a list of ${holder.length}; "${key}" is no index of it`,
    )
  }
}
