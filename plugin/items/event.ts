import { dispatch } from '../error.js'
import type { Applier } from '../items.js'
import { findTargets } from '../target.js'

export const event: Applier<'event'> = ({ name, detail, target, after }, call) => {
  const send = () => dispatch(target ? findTargets(call, target)[0] : call.source, name, detail)
  const later = after === 'receive' ? undefined : call.later[after]
  if (later) later.push(send)
  else send()
}
