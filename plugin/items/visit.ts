import type { Applier } from '../items.js'
import { localUrl } from '../local-url.js'

/** Without `alpine-hyper/visit` the browser loads the page. */
export const visit: Applier<'visit'> = ({ url, ...options }, { page }) => {
  const local = localUrl(url)
  if (page.visit) return page.visit(local, options)
  return location[options.replace ? 'replace' : 'assign'](withQuery(local, options.values))
}

/** Whoever wrote the URL wrote its query: what is added stands behind it. */
function withQuery(url: string, values: Record<string, unknown> = {}): string {
  const to = new URL(url)
  for (const [name, value] of Object.entries(values))
    for (const each of [value].flat()) if (each !== null) to.searchParams.append(name, `${each}`)
  return to.href
}
