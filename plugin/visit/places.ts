import { markCurrent } from '../current-links.js'
import { here } from '../history.js'
import { scrollTo } from './arrive.js'
import { begin, mayGo, stop, travel } from './go.js'
import { show } from './show.js'
import { keepSnapshot, putBack } from './snapshot.js'
import { type Answer, type Place, trim, type Visit, type Visits } from './visits.js'

/** Places of which it is known where the page was scrolled to. */
const most = 200

/** Marks the history entry that is there as ours. */
export function stamp(page = newId()): Place {
  const { hyper } = history.state ?? {}
  const place: Place = hyper?.id ? hyper : { id: newId(), page }
  history.replaceState({ ...history.state, hyper: place }, '')
  return place
}

const newId = () => Array.from(crypto.getRandomValues(new Uint32Array(2)), (part) => part.toString(36)).join('')

/** Goes where the user goes in the history. */
export function watchHistory(visits: Visits): void {
  addEventListener('popstate', ({ state }) => void pop(visits, state?.hyper))
  // a page that is loaded anew, or comes back, is the browser's to scroll
  addEventListener('pagehide', () => {
    history.scrollRestoration = 'auto'
  })
}

async function pop(visits: Visits, known: Partial<Place> | true | undefined): Promise<void> {
  const { page, at } = visits
  const isThere = here() === page.shown
  // of another script
  if (!known && !isThere) return
  if (known) noteScroll(visits)
  const place = stamp(isThere ? at.page : undefined)
  if (isThere && place.page === at.page) {
    if (known) stop(visits)
    visits.at = { ...at, ...place }
    // to a place in the page that was gone to by a link, the browser scrolls
    const scroll = visits.scrolls.get(place.id) ?? place.scroll
    return known ? scrollTo(location.hash, scroll, !!scroll) : undefined
  }
  history.scrollRestoration = 'manual'
  await restore(visits, place)
}

/** At once from what is kept, and then as the server has it now. */
async function restore(visits: Visits, place: Place): Promise<void> {
  const visit: Visit = { url: new URL(location.href), kind: 'restore', place }
  if (!mayGo(visit)) return
  const snapshot = visits.snapshots.get(place.page)
  if (snapshot) {
    const current = begin(visits)
    const known = { url: snapshot.url, ok: true, isRedirected: false, isNoStore: false, version: null }
    await show(visits, visit, { ...known, text: snapshot.markup }, current)
    if (current.controller.signal.aborted) return
    putBack(visits, snapshot)
  }
  await travel(visits, { ...visit, isShown: !!snapshot })
}

export function noteScroll({ scrolls, at: { id } }: Visits): void {
  scrolls.delete(id)
  scrolls.set(id, [scrollX, scrollY])
  trim(scrolls, most)
}

/** Notes what is to be there again when the user comes back. */
export function leave(visits: Visits, { kind, isShown }: Visit): void {
  const { page, at } = visits
  if (isShown) return
  const isVisit = kind === 'visit'
  let isKnown = page.shown === at.shown
  if (isVisit && !isKnown) {
    // the page went on to another URL
    visits.at = { ...stamp(), shown: page.shown, isNoStore: at.isNoStore }
    isKnown = true
  }
  if (isVisit) {
    noteScroll(visits)
    const { id, page } = visits.at
    history.replaceState({ ...history.state, hyper: { id, page, scroll: [scrollX, scrollY] } }, '')
    history.scrollRestoration = 'manual'
  }
  if (isKnown && !visits.at.isNoStore) keepSnapshot(visits)
}

/** The address bar shows the URL of the page that comes. */
export function arriveAt(visits: Visits, visit: Visit, { url, isNoStore }: Answer): void {
  const { page } = visits
  const { kind, place } = visit
  const how = visit.history ?? (url === location.href ? 'replace' : 'push')
  if (how !== 'keep' || kind === 'restore') page.url = url
  if (kind === 'restore' || how === 'keep') {
    if (kind === 'restore' && new URL(url).pathname + new URL(url).search !== here())
      history.replaceState(history.state, '', url)
    visits.at = { ...visits.at, ...place, shown: here(), isNoStore }
  } else {
    const hyper = { id: newId(), page: newId() }
    history[`${how}State`]({ hyper }, '', url)
    visits.at = { ...hyper, shown: here(), isNoStore }
  }
  page.shown = here()
  markCurrent()
}
