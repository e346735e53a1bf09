import type AlpineJs from 'alpinejs'
import { whenEdited } from './edits.js'
import { isOwn } from './entry.js'
import { HyperError, report } from './error.js'
import { here } from './history.js'
import { localUrl } from './local-url.js'
import { type Page, slot } from './page.js'
import { watchForms } from './visit/forms.js'
import { headOf, scriptKey } from './visit/known.js'
import { watchLinks } from './visit/links.js'
import { stamp } from './visit/places.js'
import type { Visit, Visits } from './visit/visits.js'

/** The plugin of soft navigation, beside that of `alpine-hyper`: `Alpine.plugin(visit)`. */
export default function visit(Alpine: AlpineJs.Alpine): void {
  const own = () => (Alpine as { [slot]?: Page })[slot]
  const begin = () => {
    const page = own()
    if (!page)
      throw new HyperError(
        'alpine',
        'alpine-hyper/visit is nothing by itself; give Alpine the plugin alpine-hyper, too',
      )
    start(page)
  }
  if (own()) begin()
  // not `alpine:init`, which may be under way: then it would not be heard
  else document.addEventListener('alpine:initializing', begin, { once: true })
}

function start(page: Page): void {
  // nobody is served twice
  if (page.visit) return
  const [navigation] = performance.getEntriesByType('navigation') as Partial<PerformanceNavigationTiming>[]
  const told = (name: string) => navigation?.serverTiming?.find((each) => each.name === `hyper-${name}`)
  const visits: Visits = {
    page,
    head: headOf(document.head),
    root: page.inert.importNode(document.documentElement, false),
    ran: new Set(Array.from(document.scripts, scriptKey)),
    edited: new Set(),
    version: told('version')?.description,
    at: { ...stamp(), shown: here(), isNoStore: !!told('no-store') },
    scrolls: new Map(),
    snapshots: new Map(),
    prefetched: new Map(),
    announcer: document.createElement('div'),
  }
  const engine = () => import('./visit/engine.js')
  const go = async (visit: Visit) => {
    const loaded = await engine().catch(() => undefined)
    if (loaded) await loaded.go(visits, visit)
    else if (!visit.form) location.assign(visit.url)
    else report(visit.form, new HyperError('network', 'x-visit: what sends forms could not be loaded; send it again'))
  }
  page.visit = (url, { target, select, headers, push, replace } = {}) => {
    const how = push === false ? 'keep' : replace ? 'replace' : undefined
    return go({
      url: new URL(localUrl(url)),
      kind: 'visit',
      region: target,
      select,
      headers,
      ...(how && { history: how }),
    })
  }
  whenEdited((group) => {
    for (const el of group) {
      visits.edited.add(el)
      visits.current?.edited.add(el)
    }
  })
  watchLinks(visits, go, (visit) => {
    engine().then(
      ({ prefetch }) => prefetch(visits, visit),
      () => {}, // a click will tell
    )
  })
  watchForms(visits, go)
  addEventListener('popstate', ({ state }) => {
    if (isOwn(page, state)) return
    engine()
      .then(({ pop }) => pop(visits, state?.hyper))
      // what cannot be visited is loaded
      .catch(() => location.reload())
  })
  // a page that is loaded anew, or comes back, is the browser's to scroll
  addEventListener('pagehide', () => {
    history.scrollRestoration = 'auto'
  })
  // what writes may change any page
  document.addEventListener('hyper:before', ({ detail: { request } }) => {
    if (request.method !== 'GET') visits.prefetched.clear()
  })
}
