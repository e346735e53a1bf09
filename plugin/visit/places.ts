import { type Place, trim, type Visits } from './visits.js'

/** Places of which it is known where the page was scrolled to. */
const most = 200

/** Marks the history entry that is there as a place in a page, if it is none yet. */
export function stamp(page = newId()): Place {
  const { hyper } = history.state ?? {}
  const place: Place = hyper?.id ? hyper : { id: newId(), page }
  history.replaceState({ ...history.state, hyper: place }, '')
  return place
}

/** Also for those of another document, which the browser remembers. */
export const newId = () => Array.from(crypto.getRandomValues(new Uint32Array(2)), (part) => part.toString(36)).join('')

export function noteScroll({ scrolls, at: { id } }: Visits): void {
  scrolls.delete(id)
  scrolls.set(id, [scrollX, scrollY])
  trim(scrolls, most)
}
