/**
 * Gives links to the current page `aria-current="page"`, and takes it from links that lead elsewhere; what says something
 * else by `aria-current` is left to say it. The hash does not count, and a link into this very page is none to it. Without
 * a query a link means its path whatever the query, unless another link of the same `<nav>` has the query too.
 */
export function markCurrent(): void {
  const links = [...document.querySelectorAll<HTMLAnchorElement>('a[href]:not([href^="#"])')]
  const here = links.filter(({ origin, pathname }) => origin === location.origin && pathname === location.pathname)
  const exact = here.filter(({ search }) => search === location.search)
  const told = new Set(exact.map(navOf))
  for (const link of links) {
    if (!/^(page)?$/.test(link.getAttribute('aria-current') ?? '')) continue
    const isCurrent = exact.includes(link) || (here.includes(link) && !link.search && !told.has(navOf(link)))
    if (isCurrent) link.setAttribute('aria-current', 'page')
    else link.removeAttribute('aria-current')
  }
}

const navOf = (link: Element) => link.closest('nav, [role=navigation]')
