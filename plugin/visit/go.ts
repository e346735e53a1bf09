import { dispatch, HyperError, report } from '../error.js'
import { ask } from './ask.js'
import { begin, mayGo, stop } from './current.js'
import { takePrefetched } from './prefetch.js'
import { show } from './show.js'
import type { Answer, Visit, Visits } from './visits.js'

/** Goes to another page, unless a listener prevents it. Resolves when it is there, or will not come. */
export async function go(visits: Visits, visit: Visit): Promise<void> {
  if (mayGo(visit)) await travel(visits, visit)
}

export async function travel(visits: Visits, visit: Visit): Promise<void> {
  const { kind, form } = visit
  const current = begin(visits, form)
  const { signal } = current.controller
  let answer: Answer | undefined
  try {
    answer = (await takePrefetched(visits, visit)) ?? (await ask(visits, visit, kind, signal))
    // the page stays
    if (signal.aborted || answer.text === '') return
    if (!(await show(visits, visit, answer, current))) load(visit, answer.url)
    else if (!signal.aborted) dispatch(undefined, 'hyper:visit', { url: location.href, kind })
  } catch (cause) {
    if (!signal.aborted) fail(visits, visit, cause, answer)
  } finally {
    if (visits.current === current) stop(visits)
  }
}

/** What cannot be visited is loaded. What was sent is not sent again, and what is shown already stays. */
function fail({ page }: Visits, visit: Visit, cause: unknown, answer: Answer | undefined): void {
  const { form, isShown, url } = visit
  if (!answer) page.line.online = navigator.onLine && !isShown
  if (form || answer) {
    const what = answer ? `${answer.url} could not be shown` : `${url} had no answer`
    const code = answer ? 'item' : navigator.onLine ? 'network' : 'offline'
    report(form ?? document.documentElement, new HyperError(code, `x-visit: ${what}: ${cause}`, { cause }))
  }
  if (isShown) dispatch(undefined, 'hyper:visit', { url: location.href, kind: visit.kind })
  else if (!form) load(visit, answer?.url ?? url.href)
}

/** By the browser itself. */
function load({ kind, history: how }: Visit, url: string): void {
  const { href, hash } = new URL(url)
  const isHere = href.split('#')[0] === location.href.split('#')[0]
  if (kind === 'restore' && isHere) return location.reload()
  // with a hash, it would only scroll
  if (isHere && hash) history.replaceState(history.state, '', href)
  if (isHere && hash) location.reload()
  else location[how === 'replace' || kind === 'restore' ? 'replace' : 'assign'](href)
}
