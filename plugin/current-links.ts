import { here } from './history.js'

/** Links to this page say so, and others do not. */
export function markCurrent(): void {
  for (const link of document.querySelectorAll<HTMLAnchorElement>('a[href]')) {
    if (link.pathname + link.search === here() && link.origin === location.origin) link.ariaCurrent = 'page'
    else if (link.ariaCurrent === 'page') link.ariaCurrent = null
  }
}
