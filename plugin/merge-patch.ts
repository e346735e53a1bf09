import { entriesOf, type Holder, isObject } from './reconcile.js'

/** RFC 7396, inside a value: null removes a member. */
export function mergePatch(target: unknown, patch: unknown): unknown {
  if (!isObject(patch)) return patch
  const merged: Holder = isObject(target) ? { ...target } : {}
  for (const [key, value] of entriesOf(patch)) {
    if (value === null) delete merged[key]
    else merged[key] = mergePatch(merged[key], value)
  }
  return merged
}
