import type { Call } from './call.js'
import { anySwap } from './insert.js'
import { save } from './save.js'
import { swapIn } from './swap.js'

/** The value of an answer that is no items: a file that is saved, markup that goes in, parsed JSON, or text. */
export async function otherValue(call: Call, response: Response, type: string): Promise<unknown> {
  if (response.headers.has('Content-Disposition'))
    return save(response, (share) => {
      call.page.Alpine.reactive(call).progress = share
    })
  if (/html/.test(type)) {
    const markup = await response.text()
    call.isWhole = true
    return void swapIn(call, { markup }, anySwap)
  }
  return /json/.test(type) ? response.json() : response.text()
}

/** Why an answer comes from no action, and what to do about it. `answered` is what it was. */
export function explain(answered: string, { status, headers, ok, redirected, url }: Response, name: string): string {
  if (redirected)
    return `${answered.replace(' answered', ` was sent on to ${url}, which answered`)}; has the session expired?`
  if (ok && !headers.get('Content-Type')) return `${answered}, but nothing at all; does the handler return its items?`
  if (ok) return `${answered}; is ${name[0] === '/' ? 'action(…)' : `actions({ ${name} })`} on that route?`
  if (status >= 502) return `${answered}; a proxy answered, is the application up?`
  return `${answered}; hyper() did not answer it, is it app.use()d first?`
}
