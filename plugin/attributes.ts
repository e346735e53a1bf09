import type { Change } from './change.js'
import { setDefault } from './controls.js'
import {
  boundBy,
  carries,
  dropStale,
  forgetModel,
  forgetScopes,
  hold,
  isAlive,
  isDirective,
  modelOf,
  overlook,
  reseed,
  touch,
  unbind,
} from './inside-alpine.js'

type Styled = Element & ElementCSSInlineStyle

/** Applies what the server changed of an element's attributes, to the page and to what is kept of the server's HTML. */
export function mergeAttributes(to: Change, live: Styled, base: Styled, next: Styled): void {
  const { Alpine } = to.call.page
  const [cloak, data, bind, show, model] = names.map((name) => Alpine.prefixed(name)) as Names
  const kept = [base, next].flatMap((el) => el.getAttribute(Alpine.prefixed('keep.attrs'))?.split(/\s+/) ?? [])
  const changed = [...new Set([base, next].flatMap((el) => el.getAttributeNames()))].filter(
    (name) => base.getAttribute(name) !== next.getAttribute(name),
  )
  const alive = isAlive(live)
  const bound = boundBy(live)
  const rebind = new Set<string>()
  // Alpine takes off its classes and styles with any binding
  const unbindAll = () => {
    for (const each of ['class', 'style']) if (unbind(live, each)) rebind.add(each)
  }

  if (base.hasAttribute(data) !== next.hasAttribute(data)) {
    // a scope comes or goes around what stays
    if (!next.hasAttribute(data)) forgetScopes(live)
    if (alive) to.moved.set(live, [live])
  }
  // Alpine, which sees it come and change at once, would start it twice
  if (!alive && changed.some((name) => isDirective(Alpine, name)))
    to.after.push(overlook(live), () => Alpine.initTree(live as HTMLElement))
  if (alive && carries(base, model) && !carries(next, model)) forgetModel(live)
  if (alive && changed.length) to.after.push(dropStale(Alpine, live))
  // a template has to begin, as what it rendered is looked for
  if (alive && changed.length && live.localName !== 'template' && base.hasAttribute(data) === next.hasAttribute(data)) {
    let around: Element | null = live
    // not where only the element's own scope came or went: Alpine begins with that
    while (around && (to.moved.get(around)?.[0] ?? around) === around) around = around.parentElement
    if (around) {
      to.waiting.set(live, changed)
      to.after.push(hold(live))
    }
  }
  for (const name of changed) {
    const was = base.getAttribute(name)
    const will = next.getAttribute(name)
    if (kept.includes(name)) {
      to.held = true
      continue
    }
    if (name === 'class' || name === 'style') {
      unbindAll()
      if (live.getAttribute(name) === was && !carries(next, show)) copy(next, live, name)
      else (name === 'class' ? mergeClasses : mergeStyles)(live, base, next, show)
    } else if (alive && name === data && was !== null && will !== null) {
      reseed(Alpine, live, was, will)
      // Alpine is not to seed it as a whole
      to.after.push(() => Alpine.mutateDom(() => live.setAttribute(data, will)))
    } else if (name === 'open' && will === null && live.localName === 'dialog') (live as HTMLDialogElement).close()
    // a cloak has done its work, and what is bound is Alpine's
    else if (!alive || (name !== cloak && (!(name in bound) || modelOf(live)))) setPlain(to, live, next, name)
    copy(next, base, name)

    if (!alive) continue
    if (will === null && name.startsWith(show)) live.style.display = next.style.display
    const binds = name[0] === ':' ? name.slice(1) : name.startsWith(bind) && name.slice(bind.length + 1)
    if (binds === false) continue
    unbindAll()
    const lost = will !== null ? [] : binds ? [binds] : Object.keys(bound)
    for (const each of lost) {
      delete bound[each]
      if (each !== 'class' && each !== 'style') copy(next, live, each)
    }
  }
  for (const name of rebind) touch(live, `:${name}`, `${bind}:${name}`, bind)
}

const names = ['cloak', 'data', 'bind', 'show', 'model']
type Names = [string, string, string, string, string]

/** Names such as `@click` can only be set as nodes. */
function copy(from: Element, el: Element, name: string): void {
  const attribute = from.getAttributeNode(name)
  if (attribute) el.setAttributeNode(attribute.cloneNode() as Attr)
  else el.removeAttribute(name)
}

function setPlain(to: Change, live: Element, next: Element, name: string): void {
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
