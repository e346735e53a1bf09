import type { Entry } from '../entry.js'
import { here } from '../history.js'
import { scrollTo } from './arrive.js'
import { begin, mayGo, stop } from './current.js'
import { travel } from './go.js'
import { noteScroll, stamp } from './places.js'
import { show } from './show.js'
import { putBack } from './snapshot.js'
import type { Place, Visit, Visits } from './visits.js'

/** Goes where the user goes in the history. `known` is what the entry says, if it is not of another script. */
export async function pop(visits: Visits, known: Partial<Place> | true | undefined): Promise<void> {
  const { page, at, scrolls } = visits
  const isThere = here() === page.shown
  if (!known && !isThere) return
  if (known) noteScroll(visits)
  const place = stamp(isThere ? at.page : undefined)
  if (isThere && place.page === at.page) {
    visits.at = { ...at, ...place }
    // to what a link inside the page names, the browser scrolls
    if (!known) return
    stop(visits)
    const scroll = scrolls.get(place.id) ?? place.scroll
    scrollTo(location.hash, scroll, !!scroll)
  } else {
    history.scrollRestoration = 'manual'
    await restore(visits, place)
  }
}

/** At once from what is kept, and then as the server has it now. */
async function restore(visits: Visits, place: Place): Promise<void> {
  const isFresh = (history.state as Entry).by === 'load'
  const visit: Visit = { url: new URL(location.href), kind: 'restore', place, isFresh }
  if (!mayGo(visit)) return
  const snapshot = visits.snapshots.get(place.page)
  if (snapshot) {
    const current = begin(visits)
    const { markup: text, url } = snapshot
    const known = { ok: true, isRedirected: false, isNoStore: false, version: null }
    await show(visits, visit, { ...known, text, url }, current)
    if (current.controller.signal.aborted) return
    putBack(visits, snapshot)
  }
  await travel(visits, { ...visit, isShown: !!snapshot, isFresh: isFresh && !snapshot })
}
