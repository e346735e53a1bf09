import { apply, run, turn } from './apply.js'
import type { Call } from './call.js'
import { formOf } from './calls.js'
import { dispatch, failureOf, report } from './error.js'
import type { ServerEvent } from './event-parser.js'
import { lost } from './gap.js'
import { newId } from './id.js'
import { share } from './live-share.js'
import type { Feed, Group } from './live-stream.js'
import type { Page } from './page.js'
import { captureScope } from './scope.js'
import { keepView } from './view.js'

/** Events that wait to be applied: from then on, the stream waits for the page. */
const many = 1000
/** What another tab relays cannot wait; beyond this it is lost. */
const most = 10_000

/**
 * Applies what a live stream brings, with the element as its source, until the function that it gives is called. While
 * the page is put aside, in the back/forward cache, there is none.
 */
export function live(page: Page, el: Element, expression: string): () => void {
  const [url = '', cursor] = expression.split('#')
  const written = `${page.Alpine.prefixed('live')}="${expression}"`
  const over = new AbortController()

  const callOf = (): Call => ({
    page,
    source: el,
    written,
    syntax: { method: 'GET', name: url, data: '' },
    url: (url[0] === '/' ? page.base : '') + url,
    read: () => undefined,
    options: { lane: 'parallel' },
    id: newId(),
    name: url,
    controller: over,
    key: el,
    scope: captureScope(page.Alpine, el),
    form: formOf(page, el),
    edited: new Set(),
    progress: 0,
    received: 0,
    problems: [],
    later: { swap: [], settle: [] },
    marks: [],
  })
  const applyAll = async (events: ServerEvent[]) => {
    // an own one for each, as a stream may bring problems without end
    const call = callOf()
    const gap = events.findLast(({ kind }) => kind === 'gap')
    if (gap) lost(call, JSON.parse(gap.data))
    await apply(
      call,
      events.filter((event) => event !== gap),
    )
    run(call, 'swap')
    // Alpine runs its effects and sets up new elements in microtasks
    for (let i = 0; i < 3; i++) await null
    run(call, 'settle')
    dispatch(el, 'hyper:after-settle', {})
    call.show?.()
  }

  let waiting: ServerEvent[] = []
  let applying: Promise<void> | undefined
  // the first at once, then what has come within a frame; there are none in a hidden tab
  const flush = async () => {
    try {
      while (waiting.length > 0 && !over.signal.aborted) {
        await applyAll(waiting.splice(0))
        await (document.hidden ? turn() : new Promise((resolve) => setTimeout(resolve, 16)))
      }
    } finally {
      applying = undefined
    }
  }
  const feed: Feed = {
    callOf,
    last: cursor || undefined,
    isOwn: false,
    take({ id, events }: Group) {
      if (viewing.take(id, events)) return feed.apply(events)
      feed.last = id
      const [first] = events
      const isOurs = first?.kind === 'except' && JSON.parse(first.data).tab === page.tab
      return isOurs ? undefined : feed.apply(events)
    },
    apply(events) {
      if (waiting.length > most) waiting = [{ kind: 'gap', data: '{}' }]
      waiting.push(...events.filter(({ kind }) => !/^(except|live|view)$/.test(kind)))
      if (waiting.length > 0) applying ??= flush()
      return waiting.length > many ? applying : undefined
    },
    reach(isOnline) {
      page.line.online = isOnline
    },
    sleep() {
      viewing.sleep()
    },
    fail(error) {
      viewing.leave()
      report(el, failureOf({ source: el, written }, error.code, error.message, { cause: error, status: error.status }))
    },
  }
  let leave = share(feed)
  const viewing = keepView(callOf, () => {
    leave()
    leave = share(feed)
  })
  const hide = ({ persisted }: PageTransitionEvent) => {
    leave()
    if (!persisted) viewing.leave()
  }
  const show = ({ persisted }: PageTransitionEvent) => {
    if (persisted) leave = share(feed)
  }
  addEventListener('pagehide', hide)
  addEventListener('pageshow', show)
  return () => {
    removeEventListener('pagehide', hide)
    removeEventListener('pageshow', show)
    over.abort()
    leave()
    viewing.end()
  }
}
