import type { Applier } from '../items.js'
import { localUrl } from '../local-url.js'

export const redirect: Applier<'redirect'> = ({ url, external, replace }) => {
  const { href } = localUrl(url, external)
  if (replace) location.replace(href)
  else location.assign(href)
}
