import { here } from '../history.js'
import { newId, noteScroll, stamp } from './places.js'
import { keepSnapshot } from './snapshot.js'
import type { Answer, Visit, Visits } from './visits.js'

/** Notes what is to be there again when the user comes back. */
export function leave(visits: Visits, { kind, isShown, asks }: Visit): void {
  const { page, at } = visits
  if (isShown) return
  let isKnown = page.shown === at.shown
  if (kind === 'visit') {
    // the page went on to another URL
    if (!isKnown) visits.at = { ...stamp(), shown: page.shown, isNoStore: at.isNoStore }
    isKnown = true
    noteScroll(visits)
    const { id, page: of } = visits.at
    history.replaceState({ ...history.state, hyper: { id, page: of, scroll: [scrollX, scrollY] } }, '')
    history.scrollRestoration = 'manual'
  }
  if (isKnown && !visits.at.isNoStore) keepSnapshot(visits, asks)
}

/** The address bar shows the URL of the page that comes. */
export function arriveAt(visits: Visits, visit: Visit, { url, isNoStore }: Answer): void {
  const { page } = visits
  const { kind, place } = visit
  const { pathname, search, href } = new URL(url)
  const how = visit.history ?? (href === location.href ? 'replace' : 'push')
  if (kind === 'restore') {
    if (pathname + search !== here()) history.replaceState(history.state, '', href)
    visits.at = { ...visits.at, ...place, shown: here(), isNoStore }
  } else if (how === 'keep') visits.at = { ...visits.at, isNoStore }
  else {
    const hyper = { id: newId(), page: newId() }
    history[`${how}State`]({ hyper }, '', href)
    visits.at = { ...hyper, shown: here(), isNoStore }
  }
  if (!visit.form || how !== 'keep') page.url = href
  page.shown = here()
}
