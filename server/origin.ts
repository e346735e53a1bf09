import type Koa from 'koa'
import type { AnyItem } from './exchange.js'

const safe = /^(GET|HEAD|OPTIONS|TRACE)$/

/**
 * Refuses, with 403, what a page of another origin sent: every unsafe request, and every call. Browsers say where a
 * request comes from in `Sec-Fetch-Site`, older ones in `Origin`; a client that says neither is no browser, and carries
 * no one's cookies. Without `Sec-Fetch-Site` (plain HTTP), `Origin: null` may be our own page under `no-referrer` or a
 * sandbox of someone else's: then only the header of a call decides, as a foreign page cannot send it.
 */
export function refuseForeign(ctx: Koa.Context, isCall: boolean, origins: readonly string[]): void {
  const { method = '', headers } = ctx.req
  if (!isCall && safe.test(method)) return
  const { origin = '', 'sec-fetch-site': site } = headers
  if (origins.includes(origin)) return
  if (site ? site === 'same-origin' || site === 'none' : isOwn(ctx, origin, isCall)) return
  const from = origin || `a page that is ${site} to this one`
  ctx.throw(403, `${ctx.method} ${ctx.path} came from ${from}; hyper({ origins }) names those that may`)
}

function isOwn(ctx: Koa.Context, origin: string, isCall: boolean): boolean {
  if (origin === '') return true
  if (origin === 'null') return isCall
  return URL.canParse(origin) && new URL(origin).host === ctx.host
}

/** Where a page is. */
export type Place = Pick<Koa.Context, 'host' | 'path'>

/** The URL of a request, with a host in any case: a client may write as its `Host` what is none. */
export function urlOfRequest({ host, path }: Place, protocol: string): string {
  const url = `${protocol}://${host}${path}`
  return URL.canParse(url) ? url : `${protocol}://localhost${path}`
}

/** Whether a URL, as a browser on this page would read it, is one of ours. Behind a proxy only the host is sure. */
export function isLocal(ctx: Place, url: string): boolean {
  // `http:evil.example` is a path for a page that came by http, and another origin for one that came by https
  return ['http', 'https'].every((protocol) => {
    const base = urlOfRequest(ctx, protocol)
    return URL.canParse(url, base) && new URL(url, base).host === new URL(base).host
  })
}

/** @throws TypeError for an item with a URL that leaves this origin and does not say so. */
export function refuseLeaving(ctx: Place, item: AnyItem): void {
  const url = urlOf(item)
  if (url === false || isLocal(ctx, url)) return
  throw new TypeError(
    `${JSON.stringify(url)} leaves this origin; give a path, or redirect(url, { external: true }) if that is meant`,
  )
}

/** What must be local; false if nothing must. */
function urlOf({ kind, data }: AnyItem): string | false {
  if (kind === 'redirect') return !data.external && data.url
  if (kind === 'load') return !data.external && data.src
  if (kind === 'visit') return data.url
  if (kind === 'url') return 'push' in data ? data.push : data.replace
  return false
}
