import type { Applier } from '../items.js'

export const stop: Applier<'stop'> = (_data, { page, source }) => {
  page.stopped.add(source)
}
