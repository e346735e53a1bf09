import { dispatch } from '../error.js'
import type { Applier } from '../items.js'
import { findTargets } from '../target.js'

export const event: Applier<'event'> = ({ name, detail, target, after }, call) => {
  const send = () => {
    const [from] = target === undefined ? [call.source] : findTargets(call, target)
    dispatch(from?.isConnected ? from : document, name, detail)
  }
  if (after === 'swap' || after === 'settle') call.later[after].push(send)
  else send()
}
