import { HyperError, nameOf } from '../error.js'
import type { Applier } from '../items.js'
import { findTargets } from '../target.js'

export const close: Applier<'close'> = ({ target, all }, call) => {
  const [other] = findTargets(call, target, all).filter((el) => !closeOne(el as Closable))
  if (other)
    throw new HyperError('target', `close: "${target}" is ${nameOf(other)}; name a dialog, details or popover element`)
}

type Closable = HTMLDialogElement & HTMLDetailsElement

/** False if it is nothing that can be closed. */
function closeOne(el: Closable): boolean {
  const isPopover = el.hasAttribute('popover')
  if (isPopover) el.hidePopover()
  if (el.localName === 'dialog') el.close()
  else if (el.localName === 'details') el.open = false
  else return isPopover
  return true
}
