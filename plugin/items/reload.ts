import type { Applier } from '../items.js'

export const reload: Applier<'reload'> = () => location.reload()
