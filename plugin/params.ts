import type { Outcome } from './call.js'
import { report } from './error.js'
import { here } from './history.js'
import type { Page } from './page.js'
import { start } from './start.js'
import { tellUrl } from './tell-url.js'

const name = '$params'

/** Has the server render what the query of the address bar says, by the page's params handler. The last one counts. */
export async function callParams(page: Page, source: Element): Promise<Outcome> {
  for (const call of page.Alpine.raw(page.calls)) if (call.name === name) call.controller.abort()
  const url = new URL(page.url)
  url.search = location.search
  page.shown = here()
  return start(page, {
    syntax: { method: 'GET', name, data: '' },
    source,
    written: name,
    data: { ...queryData(), _action: name },
    read: () => undefined,
    url: url.href,
    options: { lane: 'replace' },
  })
}

/** The query as the server reads that of a page which is loaded: a name that is repeated, or ends in `[]`, is an array. */
function queryData(): Record<string, unknown> {
  const query = new URLSearchParams(location.search)
  const entries = Array.from(query.keys(), (key) => {
    const all = query.getAll(key)
    return [key.replace(/\[\]$/, ''), all.length > 1 || key.endsWith('[]') ? all : all[0]] as const
  })
  return Object.fromEntries(entries)
}

/** Back or forward has come to an entry of such a query. What the server cannot render so is loaded. */
export async function recall(page: Page, id: string): Promise<void> {
  const source =
    document.getElementById(id) ?? document.querySelector(`[${page.Alpine.prefixed('data')}]`) ?? document.body
  tellUrl(source)
  try {
    const { ok, reason, status } = await callParams(page, source)
    if (!ok && status !== 422 && /http|protocol/.test(`${reason}`)) location.reload()
  } catch (cause) {
    report(source, cause as never)
  }
}
