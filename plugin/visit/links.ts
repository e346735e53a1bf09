import { isModified } from '../action-directive.js'
import { carries } from '../directives.js'
import type { Page } from '../page.js'
import { noteScroll } from './places.js'
import type { Visit, Visits } from './visits.js'

/** Milliseconds for which a link is pointed at by somebody who means it. */
const intent = 65

/** What `x-visit` says of an element: on it, or nearest around it. Undefined if it is left to the browser. */
export function settingsOf({ Alpine }: Page, el: Element) {
  const name = Alpine.prefixed('visit')
  const own = (each: Element) => each.getAttributeNames().find((one) => one === name || one.startsWith(`${name}.`))
  const carrier = Alpine.findClosest(el, (each) => own(each) !== undefined)
  const [, ...modifiers] = (carrier && own(carrier)?.split('.')) ?? []
  if (!carrier || modifiers.includes('off')) return undefined
  return {
    region: carrier.getAttribute(own(carrier) as string) || undefined,
    transition: modifiers.includes('transition'),
    prefetches: !modifiers.includes('noprefetch'),
    ...(modifiers.includes('replace') && { history: 'replace' as const }),
  }
}

/** The visit that a click on a link is, if it is one: a link inside a page, or out of the application, is the browser's. */
function visitOf({ page }: Visits, event: Event): (Visit & { readonly prefetches: boolean }) | undefined {
  const link = event.composedPath().find((el) => (el as Partial<Element>).matches?.('a[href], area[href]'))
  if (!(link instanceof HTMLElement) || carries(link, page.Alpine.prefixed('action'))) return undefined
  const { href, origin } = link as HTMLAnchorElement
  const isInPage = href.includes('#') && href.split('#')[0] === location.href.split('#')[0]
  if (origin !== location.origin || !/^https?:/.test(href) || isInPage) return undefined
  if (isModified(event as MouseEvent, link as HTMLAnchorElement)) return undefined
  const settings = settingsOf(page, link)
  return settings && { ...settings, url: new URL(href), kind: 'visit' }
}

/** Also of links that come later: the document hears them all. */
export function watchLinks(visits: Visits, go: (visit: Visit) => void, prefetch: (visit: Visit) => void): void {
  let timer: ReturnType<typeof setTimeout> | undefined
  document.addEventListener('click', (event) => {
    clearTimeout(timer)
    const visit = event.defaultPrevented ? undefined : visitOf(visits, event)
    // by a link inside the page, the browser is about to scroll
    if (!visit && (event.target as Element).closest?.('[href*="#"]')) noteScroll(visits)
    if (!visit) return
    event.preventDefault()
    go(visit)
  })
  const consider = (event: Event, delay = intent) => {
    clearTimeout(timer)
    const visit = visitOf(visits, event)
    if (visit?.prefetches) timer = setTimeout(() => prefetch(visit), delay)
  }
  document.addEventListener('mouseover', (event) => consider(event))
  document.addEventListener('focusin', (event) => {
    if ((event.target as Element).matches(':focus-visible')) consider(event)
  })
  document.addEventListener('touchstart', (event) => consider(event, 0), { passive: true })
}
