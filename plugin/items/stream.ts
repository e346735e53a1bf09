import type { Call } from '../call.js'
import type { Applier } from '../items.js'

/** Kinds about how an answer goes on, loaded together. */

/** The page has all that came before it: a stream that was cut goes on here. */
export const checkpoint: Applier<'checkpoint'> = (_data, call, id = '') => {
  // what no header can carry is not ours
  if (/^[!-~]{1,1000}$/.test(id)) call.cursor = id
}

export const progress: Applier<'progress'> = ({ value }, call) => {
  call.page.Alpine.reactive(call).progress = value
}

/** The stream's own word on how long to wait before it is opened again. */
export function retry(milliseconds: number, call: Call): void {
  call.pace = milliseconds
  // it is counted with the items, and is none
  call.received--
}

const switchTo: Applier<'switch'> = (data, call) => {
  call.next = data
}

/** Of the polling of its source. */
export const stop: Applier<'stop'> = (_data, { page, source }) => {
  page.stopped?.add(source)
}

export { switchTo as switch }
