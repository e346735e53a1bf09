import type { Page } from '../page.js'
import { headOf } from './known.js'
import type { Visits } from './visits.js'

/** Milliseconds that a page waits for its new stylesheets. */
const patience = 3000

/** A change of the head, which is made once the page is to change. */
export interface HeadChange {
  /** Fulfilled when new stylesheets are there, or have failed, or take too long. */
  readonly loaded: Promise<unknown>
  finish(): void
  /** Unless it is made. */
  undo(): void
}

/** Takes in what a new head has, styles without effect as yet. What scripts put into the head stays. */
export function changeHead(visits: Visits, next: HTMLElement, url: string): HeadChange {
  const { page, head } = visits
  const wanted = headOf(next)
  const loading: Promise<unknown>[] = []
  const added = new Map<Element, string | null>()
  let last: Element | undefined
  for (const [markup, el] of wanted) {
    const known = head.get(markup)
    const live = known ?? (document.importNode(el, true) as HTMLLinkElement)
    wanted.set(markup, live)
    if (!known) {
      added.set(live, live.getAttribute('media'))
      if (/^(link|style)$/.test(live.localName)) live.setAttribute('media', 'not all')
      if (live.matches('link[rel~=stylesheet][href]')) {
        ;(live as HTMLLinkElement).href = new URL(live.getAttribute('href') as string, url).href
        loading.push(new Promise((resolve) => ['load', 'error'].map((type) => live.addEventListener(type, resolve))))
      }
      if (last) last.after(live)
      else document.head.prepend(live)
    }
    if (live.isConnected) last = live
  }
  return {
    loaded: Promise.race([Promise.all(loading), pause(loading.length ? patience : 0)]),
    finish() {
      for (const [live, media] of added)
        if (media !== null) live.setAttribute('media', media)
        else if (live.localName !== 'meta') live.removeAttribute('media')
      for (const [markup, live] of head) if (!wanted.has(markup) && !isKept(page, live)) live.remove()
      visits.head = wanted
      added.clear()
    },
    undo() {
      for (const live of added.keys()) live.remove()
    },
  }
}

const isKept = ({ Alpine }: Page, el: Element) => el.hasAttribute(Alpine.prefixed('keep'))

const pause = (time: number) => new Promise((resolve) => setTimeout(resolve, time))
