import type { Applier } from '../items.js'
import { localUrl } from '../local-url.js'

export const redirect: Applier<'redirect'> = ({ url, external, replace }) => {
  location[replace ? 'replace' : 'assign'](localUrl(url, external))
}
