import { localUrl } from '../local-url.js'
import type { Answer, Visit, VisitKind, Visits } from './visits.js'

/** Asks for a page. @throws what `fetch` throws */
export async function ask(
  { page }: Visits,
  { url, region, headers, body }: Pick<Visit, 'url' | 'region' | 'headers' | 'body'>,
  kind: VisitKind,
  signal: AbortSignal,
): Promise<Answer> {
  const known = {
    Accept: 'text/html, application/xhtml+xml',
    'Hyper-Visit': kind,
    'Hyper-Url': encodeURI(location.href),
    'Hyper-Lang': encodeURI(document.documentElement.lang),
    ...(region && { 'Hyper-Target': encodeURIComponent(region) }),
    ...page.headers(),
    ...headers,
  }
  const method = body === undefined ? 'GET' : 'POST'
  // what is gone back to may have changed since it was in the browser's cache
  const cache = kind === 'restore' ? 'no-cache' : 'default'
  // pages of others are loaded by the browser, and what we send is not for them
  const response = await fetch(url, { method, headers: known, body: body ?? null, cache, signal, mode: 'same-origin' })
  page.line.online = true
  return read(response, url.hash, method)
}

async function read(response: Response, hash: string, method: string): Promise<Answer> {
  const { headers, ok, redirected: isRedirected, status } = response
  const header = (name: string) => headers.get(name) ?? ''
  const elsewhere = header('Hyper-Location')
  const answer = {
    url: elsewhere ? localUrl(elsewhere, true) : new URL(response.url).href + hash,
    ok,
    isRedirected: isRedirected || !!elsewhere,
    isNoStore: /no-store/.test(header('Cache-Control')),
    version: headers.get('Hyper-Version'),
    policy: header('Content-Security-Policy'),
  }
  // nothing to show: the page stays
  if (/^20[45]$/.test(`${status}`) && !elsewhere) return { ...answer, text: '' }
  if (/html/.test(header('Content-Type')) && !/^attachment/i.test(header('Content-Disposition')) && !elsewhere)
    return { ...answer, text: await response.text() }
  // to go there would send the form again, or something else
  if (method === 'POST' && !answer.isRedirected) {
    const { save } = await import('../save.js')
    await save(response, () => {})
    return { ...answer, text: '' }
  }
  // what is not read would hold the connection
  response.body?.cancel().catch(() => {})
  return answer
}
