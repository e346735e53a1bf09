/**
 * Gives links to the current page `aria-current="page"`, and takes it from links that lead elsewhere. The hash does not
 * count, and a link into this very page is none to it. Without a query a link means its path whatever the query, unless
 * another link has the query too.
 */
export function markCurrent(): void {
  const links = [...document.querySelectorAll<HTMLAnchorElement>('a[href]:not([href^="#"])')]
  const here = links.filter(({ origin, pathname }) => origin === location.origin && pathname === location.pathname)
  const exact = here.filter(({ search }) => search === location.search)
  const current = new Set(exact.length > 0 ? exact : here.filter(({ search }) => search === ''))
  for (const link of links) {
    const isMarked = link.getAttribute('aria-current') === 'page'
    if (isMarked !== current.has(link)) {
      if (isMarked) link.removeAttribute('aria-current')
      else link.setAttribute('aria-current', 'page')
    }
  }
}
