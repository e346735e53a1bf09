import { type ElementsOptions, elements, type Item, remove, signals } from '../../../server/index.js'

/** One thing the server sends. Default target of markup: `#root`; null leaves it to the ids. */
export type Sent =
  | { signals: Record<string, unknown>; scope?: string }
  | { remove: string }
  | (Omit<ElementsOptions, 'target'> & { markup: string; target?: string | null })

export function itemsOf(sent: readonly Sent[]): Item[] {
  return sent.map((each) => {
    if ('signals' in each) return signals(each.signals, each.scope ? { scope: each.scope } : {})
    if ('remove' in each) return remove(each.remove)
    const { markup, target = '#root', strict = true, ...options } = each
    return elements(markup, { ...options, ...(strict && { strict }), ...(target && { target }) })
  })
}
