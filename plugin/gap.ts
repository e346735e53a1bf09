import type { GapData } from '../server/wire.js'
import type { Call } from './call.js'
import { dispatch, failureOf, report } from './error.js'

const key = 'hyper-gap'

/** Milliseconds in which a page loads itself anew only once for what is lost. */
const pause = 10_000

/**
 * Something that was said is lost. Unless what fills the gap follows, or a listener sees to it, the page is loaded anew:
 * but not if that would lose what the user typed.
 */
export function lost(call: Call, { filled = false }: GapData): void {
  if (!dispatch(call.source, 'hyper:gap', { filled }) || filled) return
  if (!isEdited() && isFirst()) return location.reload()
  report(call.source, failureOf(call, 'network', 'messages are lost, and the page shows old data; load it again'))
}

/** The page has not loaded itself for this a moment ago. Where nothing can be kept, it cannot be known. */
function isFirst(): boolean {
  try {
    if (Date.now() - Number(sessionStorage.getItem(key)) < pause) return false
    sessionStorage.setItem(key, `${Date.now()}`)
    return true
  } catch {
    return false // the user refuses storage
  }
}

function isEdited(): boolean {
  return [...document.querySelectorAll<HTMLInputElement>('input, textarea')].some((control) =>
    /^(checkbox|radio)$/.test(control.type)
      ? control.checked !== control.defaultChecked
      : control.type !== 'hidden' && control.value !== control.defaultValue,
  )
}
