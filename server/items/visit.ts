import { type ItemOf, item } from '../item.js'
import { swaps, type VisitData } from '../wire.js'
import { checkTarget } from './focus.js'
import { checkUrl } from './redirect.js'

export type Visit = ItemOf<'visit'>

/**
 * How a page is visited. Without `alpine-hyper/visit` the browser loads it, with the `values`, and only `replace` holds
 * of the rest.
 */
export interface VisitOptions extends Omit<VisitData, 'url'> {
  /** Where the page goes: a selector. Default: all of the page. */
  target?: string
  /** How it goes in, as for `elements`. */
  swap?: NonNullable<VisitData['swap']>
  /** Selector of the part of the page that is meant. */
  select?: string
  /** Fields for the query of the URL; an array repeats its name, null and undefined are left out. */
  values?: Record<string, unknown>
  /** Headers of the request. */
  headers?: Record<string, string>
  /** `false` leaves the address bar as it is. Default `true`. */
  push?: boolean
  /** Takes the place of the current entry in the history. Default `false`. */
  replace?: boolean
}

/**
 * Leads to another page of this origin without loading it anew, if the page has `alpine-hyper/visit`. Terminal: what
 * follows is never run.
 *
 * @throws TypeError for anything but http(s), and for an option that no page could follow; when it is answered, for
 * another origin too.
 */
export function visit(url: string, options: VisitOptions = {}): Visit {
  const { target, select, swap, headers } = options
  if (target !== undefined) checkTarget('visit', target)
  if (select !== undefined) checkTarget('visit', select)
  if (swap !== undefined && !swaps.includes(swap))
    throw new TypeError(`visit(): swap is one of ${swaps.join(', ')}, not ${JSON.stringify(swap)}`)
  new Headers(headers)
  return item('visit', { url: checkUrl(url), ...options })
}

/** Where it leads, with its values in the query. */
export function addressOf({ url, values = {} }: VisitData): string {
  const added = new URLSearchParams()
  for (const [name, value] of Object.entries(values))
    for (const each of [value].flat()) if (each !== undefined && each !== null) added.append(name, String(each))
  const [, path = '', hash = ''] = /^([^#]*)(.*)$/s.exec(url) ?? []
  return added.size === 0 ? url : `${path}${path.includes('?') ? '&' : '?'}${added}${hash}`
}
