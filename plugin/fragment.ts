/**
 * Parses markup that is to be a child of `parent`: table rows and options need no wrapper, and SVG and MathML get the
 * namespace of the place. Scripts in it do not run.
 */
export function parseMarkup(markup: string, parent: Element | null, select?: string): DocumentFragment {
  const { content } = document.createElement('template')
  const { ownerDocument: inert } = content
  // a div takes no parts of a table, and is what browsers are fast with
  const place = /svg$|Math/.test(parent?.namespaceURI ?? '')
    ? inert.importNode(parent as Element)
    : inert.createElement(/<[ct]/i.test(markup) ? 'template' : 'div')
  place.insertAdjacentHTML('beforeend', markup)
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
