import type { Head } from './visits.js'

/** What a head has, but for its title and scripts; a `<noscript>` is nothing to a page with scripts. */
export function headOf(head: Element): Head {
  const own = [...head.children].filter((el) => !/^(title|script|noscript)$/.test(el.localName))
  return new Map(own.map((el) => [markupOf(el), el]))
}

/** The nonce is another one in every answer, and the page hides its own. */
function markupOf(el: Element): string {
  const copy = el.cloneNode(true) as Element
  copy.removeAttribute('nonce')
  return copy.outerHTML
}

/** A script is told by its URL, or by its text. */
export function scriptKey(script: HTMLScriptElement): string {
  const src = script.getAttribute('src')
  return src === null ? script.text : new URL(src, document.baseURI).href
}
