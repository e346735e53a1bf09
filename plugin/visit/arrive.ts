import type { Scroll, Visits } from './visits.js'

/** Shows what a hash names, as a browser does on a page that it has loaded; else, or where told, a place. */
export function scrollTo(hash: string, [left, top]: Scroll = [0, 0], isTold = false): void {
  const named = (!isTold && hash && elementOf(hash)) || undefined
  if (named) named.scrollIntoView({ behavior: 'instant' })
  else scrollTo_({ left, top, behavior: 'instant' })
}

const scrollTo_ = (options: ScrollToOptions) => window.scrollTo(options)

function elementOf(hash: string): Element | null {
  const id = hash.slice(1)
  try {
    return document.getElementById(id) ?? document.getElementById(decodeURIComponent(id))
  } catch {
    return null // no text in percent-encoding: it names nothing
  }
}

/** Gives the focus to what a page wants it for, else to its heading; and tells its title. */
export function greet({ announcer }: Visits, region: Element): void {
  const isAble = (el: HTMLElement) => {
    if (!el.matches('a[href], button, input, select, textarea, [tabindex]')) el.tabIndex = -1
    el.focus({ preventScroll: true })
    return el.matches(':focus')
  }
  const first = (selector: string) => [...region.querySelectorAll<HTMLElement>(selector)].slice(0, 1)
  void [...first('[autofocus]'), ...first('h1'), ...first('main'), region as HTMLElement].some(isAble)
  announcer.textContent = document.title
}

/** Is read to who does not see the page, and seen by nobody. Styled by script, which a strict policy allows. */
export function showAnnouncer(el: HTMLElement): void {
  if (el.isConnected) return
  el.role = 'status'
  el.ariaLive = 'polite'
  el.style.cssText = 'position:fixed;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap'
  // not in the body, which may be replaced
  document.documentElement.append(el)
}
