import { localUrl } from '../history.js'
import type { Applier } from '../items.js'

export const redirect: Applier<'redirect'> = ({ url, external, replace }) => {
  location[replace ? 'replace' : 'assign'](localUrl(url, external))
}
