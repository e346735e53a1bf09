import type { Page } from './page.js'

/**
 * Parses markup that is to be a child of `parent`: table rows and options need no wrapper, and SVG and MathML get the
 * namespace of the place. Scripts in it do not run.
 */
export function parseMarkup(page: Page, markup: string, parent: Element | null, select?: string): DocumentFragment {
  const template = document.createElement('template')
  const { content } = template
  const { ownerDocument: inert } = content
  const isBody = parent === document.documentElement
  const isPage = isBody || /<(html|body)[\s>]/i.test(markup)
  // a template takes parts of a table and needs no move, but browsers are fastest with a div
  let place: Element = isPage
    ? inert.createElement('html')
    : /svg$|Math/.test(parent?.namespaceURI ?? '')
      ? inert.importNode(parent as Element)
      : /<[ct]/i.test(markup)
        ? template
        : inert.createElement('div')
  place.innerHTML = trust(page, markup)
  if (isPage) place = place.lastElementChild as Element
  content.append(...(isBody ? [place] : place.childNodes))
  // what a page without scripts would show is text in one with scripts
  for (const el of content.querySelectorAll('noscript')) el.textContent = el.innerHTML
  if (select) content.replaceChildren(...content.querySelectorAll(select))
  return content
}

/** Markup as browsers take it that want Trusted Types: an answer of the server is trusted as the page is. */
export function trust(page: Page, markup: string, make: keyof Policy = 'createHTML'): string {
  const { trustedTypes } = window as { trustedTypes?: PolicyFactory }
  const rules = { createHTML: String, createScript: String, createScriptURL: String }
  page.policy ??= trustedTypes?.createPolicy('alpine-hyper', rules)
  return page.policy?.[make](markup) ?? markup
}

interface PolicyFactory {
  createPolicy(name: string, rules: Policy): Policy
}

/** What it makes is no text for the browser, though it is used as one. */
export interface Policy {
  createHTML(markup: string): string
  createScript(text: string): string
  createScriptURL(url: string): string
}
