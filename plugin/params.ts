import type { Outcome } from './call.js'
import { type Entry, isOwn } from './entry.js'
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

/** Back or forward has come to an entry that the page made. Visits go to those that are not its own, or they are loaded. */
export function goTo(page: Page, state: Entry): void {
  // the user has gone on meanwhile
  if (JSON.stringify(history.state?.by) !== JSON.stringify(state.by)) return
  if (!isOwn(page, state)) {
    if (!page.visit && here() !== page.shown) location.reload()
  } else if (typeof state.by === 'object') void recall(page, state.by.source)
}

/** What the server cannot render by the query is loaded. */
async function recall(page: Page, id: string): Promise<void> {
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
