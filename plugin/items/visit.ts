import type { Applier } from '../items.js'
import { localUrl } from '../local-url.js'

/** Without `alpine-hyper/visit` the browser loads the page. */
export const visit: Applier<'visit'> = ({ url, values, ...options }, { page }) => {
  const to = withQuery(localUrl(url), values)
  return page.visit ? page.visit(to, options) : location[options.replace ? 'replace' : 'assign'](to)
}

/** Whoever wrote the URL wrote its query: what is added stands behind it. */
function withQuery(url: string, values: Record<string, unknown> = {}): string {
  const to = new URL(url)
  for (const [name, value] of Object.entries(values))
    for (const each of [value].flat()) if (each !== null) to.searchParams.append(name, `${each}`)
  return to.href
}
