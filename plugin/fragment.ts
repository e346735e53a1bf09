/**
 * Parses markup that is to be a child of `parent`: table rows and options need no wrapper, and SVG and MathML get the
 * namespace of the place. Scripts in it do not run.
 */
export function parseMarkup(markup: string, parent: Element | null, select?: string): DocumentFragment {
  const template = document.createElement('template')
  const { content } = template
  const { ownerDocument: inert } = content
  // a template takes parts of a table and needs no move, but browsers are fastest with a div
  const place = /svg$|Math/.test(parent?.namespaceURI ?? '')
    ? inert.importNode(parent as Element)
    : /<[ct]/i.test(markup)
      ? template
      : inert.createElement('div')
  place.innerHTML = markup
  content.append(...place.childNodes)
  const isBody = parent === document.documentElement
  if (isBody || /<(html|body)[\s>]/i.test(markup)) {
    const { body } = new DOMParser().parseFromString(markup, 'text/html')
    content.replaceChildren(...(isBody ? [body] : body.childNodes))
  }
  // what a page without scripts would show is text in one with scripts
  for (const el of content.querySelectorAll('noscript')) el.textContent = el.innerHTML
  if (select) content.replaceChildren(...content.querySelectorAll(select))
  return content
}
