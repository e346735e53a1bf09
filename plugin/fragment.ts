/**
 * Parses markup that is to be a child of `parent`: table rows and options need no wrapper, and SVG and MathML get the
 * namespace of the place. Scripts in it do not run.
 */
export function parseMarkup(markup: string, parent: Element | null, select?: string): DocumentFragment {
  const { content } = Object.assign(document.createElement('template'), { innerHTML: markup })
  const isBody = parent === document.documentElement
  if (isBody || /<(html|body)[\s>]/i.test(markup)) {
    const { body } = new DOMParser().parseFromString(markup, 'text/html')
    content.replaceChildren(...(isBody ? [body] : body.childNodes))
  }
  const [wrapper] = parent?.localName === 'foreignObject' ? [] : (/svg$|Math/.exec(parent?.namespaceURI ?? '') ?? [])
  if (wrapper) {
    const { firstChild } = parseMarkup(`<${wrapper}>${markup}</${wrapper}>`, null)
    content.replaceChildren(...(firstChild as Element).childNodes)
  }
  // what a page without scripts would show is text in one with scripts
  for (const el of content.querySelectorAll('noscript')) el.textContent = el.innerHTML
  if (select) content.replaceChildren(...content.querySelectorAll(select))
  return content
}
