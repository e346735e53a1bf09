import { Idiomorph } from 'idiomorph'
import type { morph } from './morph.js'
import { forget, type Known, keepServed } from './served.js'

/** Morphs by plain idiomorph: the page ends as the server's HTML says, whatever Alpine, the user or a script made of it. */
export const morphPlainly: typeof morph = ({ page }, el, content) => {
  const base = (el as Known).$base
  if (base) forget(base)
  const roots = Idiomorph.morph(el, [...content.childNodes], { morphStyle: 'outerHTML' })
  // before Alpine answers to it
  for (const root of (roots as Element[] | undefined) ?? []) {
    const now = keepServed(page, root)
    base?.parentNode?.insertBefore(now, base)
  }
  base?.parentNode?.removeChild(base)
  return false
}
