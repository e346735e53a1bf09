import { setDefault } from './controls.js'
import { boundBy, carries, isAlive, isTransitioning, overlook, rescope, reseed, unbind } from './inside-alpine.js'
import type { Morph } from './morph.js'

type Styled = Element & ElementCSSInlineStyle

/** Applies what the server changed of an element's attributes, to the page and to what is kept of the server's HTML. */
export function mergeAttributes(to: Morph, live: Styled, base: Styled, next: Styled): void {
  const { Alpine } = to.page
  const [data, bind] = [Alpine.prefixed('data'), Alpine.prefixed('bind')]
  const kept = [base, next].flatMap((el) => el.getAttribute(Alpine.prefixed('keep.attrs'))?.split(/\s+/) ?? [])
  const alive = isAlive(live)
  const bound = boundBy(live)
  const rebind = new Set<string>()

  if (base.hasAttribute(data) !== next.hasAttribute(data)) {
    // a scope comes or goes around what stays
    to.after.push(overlook(live), () => rescope(to.page, live))
  }
  for (const name of new Set([...base.attributes, ...next.attributes].map((attribute) => attribute.name))) {
    const was = base.getAttribute(name)
    const will = next.getAttribute(name)
    const merges = name === 'class' || name === 'style'
    const held = kept.includes(name) || (merges && isTransitioning(live))
    to.held ||= held
    if (was === will || held) continue
    if (merges) {
      if (alive && unbind(live, name)) rebind.add(name)
      if (live.getAttribute(name) === was) copy(next, live, name)
      else (name === 'class' ? mergeClasses : mergeStyles)(live, base, next, Alpine.prefixed('show'))
    } else if (alive && name === data && was !== null && will !== null) {
      to.after.push(() => {
        Alpine.mutateDom(() => live.setAttribute(data, will))
        reseed(to.page, live, was, will)
      })
    } else if (name === 'open' && will === null && live.localName === 'dialog') (live as HTMLDialogElement).close()
    // the one has done its work, the others are Alpine's
    else if (!alive || (name !== Alpine.prefixed('cloak') && !(name in bound))) setPlain(to, live, next, name)
    copy(next, base, name)

    if (!alive) continue
    if (will === null && name.startsWith(Alpine.prefixed('show'))) live.style.display = next.style.display
    const binds = name[0] === ':' ? name.slice(1) : name.startsWith(bind) && name.slice(bind.length + 1)
    if (binds === false) continue
    // Alpine takes off its classes and styles with any binding
    for (const each of ['class', 'style']) if (unbind(live, each)) rebind.add(each)
    const lost = will !== null ? [] : binds ? [binds] : Object.keys(bound)
    for (const each of lost) {
      delete bound[each]
      if (each !== 'class' && each !== 'style') copy(next, live, each)
    }
  }
  for (const name of rebind)
    for (const each of [`:${name}`, `${bind}:${name}`, bind]) {
      const attribute = live.getAttributeNode(each)
      // Alpine binds anew what seems to change
      if (attribute) attribute.value = attribute.value
    }
}

/** Names such as `@click` can only be set as nodes. */
function copy(from: Element, el: Element, name: string): void {
  const attribute = from.getAttributeNode(name)
  if (attribute) el.setAttributeNode(attribute.cloneNode() as Attr)
  else el.removeAttribute(name)
}

function setPlain(to: Morph, live: Element, next: Element, name: string): void {
  const set = () => copy(next, live, name)
  if (live.localName === 'input' && /^(value|checked)$/.test(name)) return setDefault(to, live as HTMLInputElement, set)
  set()
  if (name === 'selected') (live as HTMLOptionElement).selected = next.hasAttribute(name)
}

function mergeClasses(live: Element, { classList: was }: Element, { classList: will }: Element): void {
  live.classList.remove(...[...was].filter((token) => !will.contains(token)))
  live.classList.add(...[...will].filter((token) => !was.contains(token)))
  if (!live.classList.length && !will.length) live.removeAttribute('class')
}

function mergeStyles(live: Styled, { style: was }: Styled, next: Styled, show: string): void {
  const { style: will } = next
  for (const name of new Set([...was, ...will])) {
    const value = will.getPropertyValue(name)
    if (value === was.getPropertyValue(name) || (name === 'display' && carries(next, show))) continue
    live.style.setProperty(name, value, will.getPropertyPriority(name))
  }
  if (!live.style.length && !will.length) live.removeAttribute('style')
}
