import type { Applier } from '../items.js'
import { keepModels } from '../keep-models.js'
import { mergePatch } from '../merge-patch.js'
import { setAll } from './signals.js'

/** Signals that leave what the user edited, or that are merged into what is there. */
export const signals: Applier<'signals'> = (data, call) => {
  const putBack = data.force ? undefined : keepModels(call)
  setAll(data, call, data.merge ? mergePatch : undefined)
  putBack?.()
}
