import { type ItemOf, item } from '../item.js'
import { checkUrl } from './redirect.js'

export type Switch = ItemOf<'switch'>

export interface SwitchOptions {
  /** Default `GET`, which is opened again when it is cut. */
  method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** Page of the action, of this origin. Default: that of the page. */
  url?: string
}

/** Hand-overs that one call may have; more are a loop. */
export const deepest = 10

/**
 * Hands the call over to another action, in the same lane and the same busy time: from a command to what watches it.
 * Terminal: what follows is never run.
 *
 * @param action its name, or a route such as `/jobs/:id`.
 * @throws TypeError when it is answered, for the tenth hand-over of one call.
 */
export function switchTo(action: string, data: Record<string, unknown> = {}, options: SwitchOptions = {}): Switch {
  const { method = 'GET', url } = options
  return item('switch', { action, method, data, depth: 1, ...(url !== undefined && { url: checkUrl(url) }) })
}
