const namespaces: Record<string, string> = {
  'http://www.w3.org/2000/svg': 'svg',
  'http://www.w3.org/1998/Math/MathML': 'math',
}

/**
 * Parses markup that is to be a child of `parent`: table rows and options need no wrapper, and SVG and MathML get the
 * namespace of the place. Scripts in it do not run.
 */
export function parseMarkup(markup: string, parent: Element | null, select?: string): DocumentFragment {
  const template = document.createElement('template')
  const wrapper = parent?.localName === 'foreignObject' ? undefined : namespaces[parent?.namespaceURI ?? '']
  if (/<\/?(html|body)[\s>]/i.test(markup)) {
    template.content.append(...new DOMParser().parseFromString(markup, 'text/html').body.childNodes)
  } else if (wrapper) {
    template.innerHTML = `<${wrapper}>${markup}</${wrapper}>`
    template.content.firstChild?.replaceWith(...(template.content.firstChild as Element).childNodes)
  } else {
    template.innerHTML = markup
  }
  if (select !== undefined) template.content.replaceChildren(...template.content.querySelectorAll(select))
  return template.content
}
