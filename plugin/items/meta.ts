import type { Applier } from '../items.js'

/** Open Graph and its kin are RDFa, by `property`; the standard's own names go by `name`. */
const properties = /^(og|twitter|article|book|profile|music|video|product|fb|al):/i

export const meta: Applier<'meta'> = ({ tags }, { page }) => {
  page.metas ??= new Map()
  for (const [name, text] of Object.entries(tags)) {
    // HTML compares names so
    const key = name.toLowerCase()
    const all = [...document.querySelectorAll('meta')].filter((el) => isNamed(el, key))
    const change = page.metas.get(key) ?? { found: all.map((el) => [el, el.content] as const) }
    page.metas.set(key, change)
    const [first, ...others] = all
    for (const el of others) el.remove()
    if (text === null) first?.remove()
    else if (first) first.content = text
    else {
      change.added = added(name)
      change.added.content = text
    }
  }
}

function isNamed(el: Element, key: string): boolean {
  return ['name', 'property'].some((attribute) => el.getAttribute(attribute)?.toLowerCase() === key)
}

function added(name: string): HTMLMetaElement {
  const el = document.createElement('meta')
  el.setAttribute(properties.test(name) ? 'property' : 'name', name)
  return document.head.appendChild(el)
}
