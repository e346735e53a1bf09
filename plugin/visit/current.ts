import { dispatch } from '../error.js'
import { showAnnouncer } from './arrive.js'
import { showProgress } from './progress.js'
import type { Current, Visit, Visits } from './visits.js'

/** False if a listener prevents it. */
export function mayGo({ url, kind }: Pick<Visit, 'url' | 'kind'>): boolean {
  return dispatch(undefined, 'hyper:before-visit', { url: url.href, kind })
}

/** Takes the place of the visit before. */
export function begin(visits: Visits, form?: HTMLFormElement): Current {
  stop(visits)
  // to be heard, it has to be there before it says something
  showAnnouncer(visits.announcer)
  const current = { controller: new AbortController(), edited: new Set<Element>(), form, end: showProgress() }
  visits.current = current
  return current
}

export function stop(visits: Visits): void {
  visits.current?.controller.abort()
  visits.current?.end()
  visits.current = undefined
}
