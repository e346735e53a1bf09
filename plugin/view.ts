import type { ViewData } from '../server/wire.js'
import type { Call } from './call.js'
import { dispatch } from './error.js'
import type { ServerEvent } from './event-parser.js'
import { encode } from './request.js'

/** What a live stream has to do with a view. */
export interface Viewing {
  /** Looks at a group of events. True if it is one of the view: its id is no position of the stream. */
  take(id: string, events: readonly ServerEvent[]): boolean
  /** The page closes its stream, and comes back. */
  sleep(): void
  /** The page goes: its view is over. */
  leave(): void
  /** The element goes, too. */
  end(): void
}

/** Chromium's; elsewhere the query is looked at when the page has heard of the server. */
type Navigation = EventTarget | undefined

/**
 * Keeps the view of a page, which the server names when a stream begins: the stream that comes back asks for it, and
 * calls from inside the element are for it. `renew` opens the stream again.
 */
export function keepView(callOf: () => Call, renew: () => void): Viewing {
  const { source: el, page } = callOf()
  let id: string | undefined
  let renewed: string | undefined
  let received = '0'
  let query = ''
  let telling: Promise<unknown> | undefined

  const name = ({ detail: { call, request } }: CustomEvent<{ call: Call; request: Request }>) => {
    const { headers } = request
    if (call.written.startsWith(page.Alpine.prefixed('live'))) {
      // that of an x-live inside of this one has a view of its own
      if (call.source !== el) return
      query = location.search
      if (id) headers.set('Hyper-Resume', `${id} ${received}`)
    } else if (id && !headers.has('Hyper-View')) {
      const present = id
      headers.set('Hyper-View', id)
      // one new stream is enough for all calls that miss a view
      call.renew = () => {
        if (renewed === present) return
        renewed = present
        renew()
      }
    }
  }
  const tell = (what: string, init: RequestInit = {}) => {
    if (!id) return undefined
    const { url, headers } = encode(callOf(), {})
    headers.set('Hyper-View', id)
    headers.set('Hyper-Tell', what)
    // the view is over by itself if nothing comes of it
    return fetch(url, { ...init, headers, cache: 'no-store' }).catch(() => {})
  }
  const leave = () => {
    void tell('closed', { keepalive: true })
    id = undefined
  }
  const look = () => {
    if (!id || telling || location.search === query) return
    query = location.search
    // one after the other, as they could overtake each other
    telling = tell('params')?.finally(() => {
      telling = undefined
      look()
    })
  }
  const navigation = (window as { navigation?: Navigation }).navigation
  const over = new AbortController()
  el.addEventListener('hyper:before', name as (event: Event) => void, over)
  navigation?.addEventListener('currententrychange', look, over)
  for (const type of ['popstate', 'hyper:after-settle']) addEventListener(type, look, over)
  return {
    take(at, events) {
      for (const { kind, data } of events) {
        if (kind !== 'view') continue
        const { isNew, missed = false, ...news } = JSON.parse(data) as ViewData
        follow(page.Alpine.raw(page.calls), id, news.id)
        id = news.id
        dispatch(el, 'hyper:view', { isNew, missed })
      }
      const [, number] = /^v(\d+)$/.exec(at) ?? []
      if (number) received = number
      return number !== undefined
    },
    sleep: () => void tell('asleep'),
    leave,
    end() {
      over.abort()
      leave()
    },
  }
}

/** Calls that are made again are for the view that the page has by then. */
function follow(calls: readonly Call[], before: string | undefined, id: string): void {
  for (const { request } of calls)
    if (before && request?.headers.get('Hyper-View') === before) request.headers.set('Hyper-View', id)
}
