import type { Applier } from '../items.js'

/** Open Graph and its kin are RDFa, by `property`; the standard's own names go by `name`. */
const properties = /^(og|twitter|article|book|profile|music|video|product|fb|al):/i

export const meta: Applier<'meta'> = ({ tags }) => {
  for (const [name, text] of Object.entries(tags)) {
    const [first, ...others] = [...document.querySelectorAll('meta')].filter((el) => isNamed(el, name))
    for (const el of others) el.remove()
    if (text === null) first?.remove()
    else (first ?? added(name)).content = text
  }
}

/** By either attribute; names are compared as HTML compares them. */
function isNamed(el: Element, name: string): boolean {
  return ['name', 'property'].some((attribute) => el.getAttribute(attribute)?.toLowerCase() === name.toLowerCase())
}

function added(name: string): HTMLMetaElement {
  const el = document.createElement('meta')
  el.setAttribute(properties.test(name) ? 'property' : 'name', name)
  return document.head.appendChild(el)
}
