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
        if (keepInput(live as Control, next as Control)) kept.add(live)
        if (live.getAttributeNames().some((name) => name.startsWith(Alpine.prefixed('')) || /^[:@]/.test(name))) {
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

type Control = HTMLInputElement & HTMLSelectElement

const defaultsOf = (select: Control) =>
  Array.from(select.options, (option) => option.defaultSelected && option.value).join()

/** What the user typed or chose stays, unless the server changed the default. True if the value is the user's. */
function keepInput(live: Control, next: Control): boolean {
  if (live.defaultChecked === next.defaultChecked) next.checked = live.checked
  if (live.options && defaultsOf(live) === defaultsOf(next)) {
    for (const option of next.options)
      option.selected = [...live.selectedOptions].some(({ value }) => value === option.value)
  }
  return live.type === next.type && live.defaultValue === next.defaultValue
}
