import { Idiomorph } from 'idiomorph'
import type { Page } from './page.js'

/** Morphs an element, or what is in it, into new content. Focus, selection and what was typed survive. */
export function morph(
  { Alpine }: Page,
  el: Element,
  content: DocumentFragment,
  morphStyle: 'outerHTML' | 'innerHTML',
): void {
  const kept = new Set<Element>()
  const around = morphStyle === 'innerHTML' ? el : el.parentElement
  for (const root of content.children) if (around) Alpine.addScopeToNode(root, {}, around)
  Idiomorph.morph(el, [...content.childNodes], {
    morphStyle,
    callbacks: {
      beforeNodeMorphed(live, next) {
        if (!(next instanceof Element)) return true
        if (keepInput(live, next)) kept.add(live)
        if (hasDirective(live, Alpine.prefixed(''))) {
          // shows the new element with the state of the live one
          Alpine.cloneNode(live, next)
          next.removeAttribute('data-has-alpine-state')
        }
        return true
      },
      beforeAttributeUpdated: (name, live) => name !== 'value' || !kept.has(live),
    },
  })
}

function hasDirective(el: Element, prefix: string): boolean {
  return el.getAttributeNames().some((name) => /^[:@]/.test(name) || name.startsWith(prefix))
}

/** What the user typed or chose stays, unless the server changed the default. True if the value is the user's. */
function keepInput(live: Element, next: Element): boolean {
  if (live instanceof HTMLInputElement && next instanceof HTMLInputElement) {
    if (live.defaultChecked === next.defaultChecked) next.checked = live.checked
    return live.type === next.type && live.defaultValue === next.defaultValue
  }
  if (live instanceof HTMLOptionElement && next instanceof HTMLOptionElement) {
    if (live.defaultSelected === next.defaultSelected) next.selected = live.selected
  }
  return (
    live instanceof HTMLTextAreaElement &&
    next instanceof HTMLTextAreaElement &&
    live.defaultValue === next.defaultValue
  )
}
