import type { Change } from './change.js'
import { setDefault } from './controls.js'
import { carries, isDirective, touch } from './directives.js'
import { boundBy, forgetModel, isAlive, modelOf } from './inside-alpine.js'
import { dropStale, forgetScopes, hold, overlook, reseed, unbind } from './repair.js'

type Styled = Element & ElementCSSInlineStyle

/** Applies what the server changed of an element's attributes, to the page and to what is kept of the server's HTML. */
export function mergeAttributes(to: Change, live: Styled, base: Styled, next: Styled): void {
  const { Alpine } = to.call.page
  const both = [base, next]
  const changed = [...new Set(both.flatMap((el) => el.getAttributeNames()))].filter(
    (name) => base.getAttribute(name) !== next.getAttribute(name),
  )
  if (!changed.length) return
  const [cloak, data, bind, show, model, keep] = names.map((name) => Alpine.prefixed(name)) as Names
  const kept = both.flatMap((el) => el.getAttribute(keep)?.split(/\s+/) ?? [])
  const alive = isAlive(live)
  const bound = boundBy(live)
  const staysRoot = base.hasAttribute(data) === next.hasAttribute(data)
  const rebind = new Set<string>()
  // Alpine takes off its classes and styles with any binding
  const unbindAll = () => {
    for (const each of ['class', 'style'] as const) if (unbind(live, each)) rebind.add(each)
  }

  // a scope comes or goes around what stays
  if (!staysRoot && !next.hasAttribute(data)) forgetScopes(live)
  if (alive) {
    if (!staysRoot) to.moved.set(live, [live])
    if (carries(base, model) && !carries(next, model)) forgetModel(live)
    to.after.push(dropStale(Alpine, live))
    // a template has to begin, as what it rendered is looked for
    if (staysRoot && live.localName !== 'template') {
      let around: Element | null = live
      // not where only the element's own scope came or went: Alpine begins with that
      while (around && (to.moved.get(around)?.[0] ?? around) === around) around = around.parentElement
      if (around) {
        to.waiting.set(live, changed)
        to.after.push(hold(live))
      }
    }
  } else if (changed.some((name) => isDirective(Alpine, name))) {
    // Alpine, which sees it come and change at once, would start it twice
    to.after.push(overlook(live), () => Alpine.initTree(live as HTMLElement))
  }
  for (const name of changed) {
    const will = next.getAttribute(name)
    if (kept.includes(name)) {
      to.held = true
      continue
    }
    if (name === 'class' || name === 'style') {
      unbindAll()
      if (live.getAttribute(name) === base.getAttribute(name) && !carries(next, show)) copy(next, live, name)
      else merge[name](live, base, next, show)
    } else if (alive && staysRoot && name === data) {
      reseed(Alpine, live, base.getAttribute(data) as string, will as string)
      // Alpine is not to seed it as a whole
      to.after.push(() => Alpine.mutateDom(() => live.setAttribute(data, will as string)))
    } else if (name === 'open' && will === null && live.localName === 'dialog') (live as HTMLDialogElement).close()
    // a cloak has done its work, and what is bound is Alpine's
    else if (!alive || (name !== cloak && (!(name in bound) || modelOf(live)))) setPlain(to, live, next, name)
    copy(next, base, name)

    if (!alive) continue
    if (will === null && name.startsWith(show)) live.style.display = next.style.display
    const binding = name.replace(/^:/, `${bind}:`)
    if (!binding.startsWith(bind)) continue
    unbindAll()
    if (will !== null) continue
    for (const each of binding === bind ? Object.keys(bound) : [binding.slice(bind.length + 1)]) {
      delete bound[each]
      if (!Object.hasOwn(merge, each)) copy(next, live, each)
    }
  }
  for (const name of rebind) touch(live, `:${name}`, `${bind}:${name}`, bind)
}

const names = ['cloak', 'data', 'bind', 'show', 'model', 'keep.attrs']
type Names = [string, string, string, string, string, string]

/** What the server has changed; the page's own stay. */
const merge = {
  class(live: Element, { classList: was }: Element, { classList: will }: Element): void {
    for (const token of [...was, ...will])
      if (was.contains(token) !== will.contains(token)) live.classList.toggle(token, will.contains(token))
    if (!live.classList.length && !will.length) live.removeAttribute('class')
  },
  style(live: Styled, { style: was }: Styled, next: Styled, show: string): void {
    const { style: will } = next
    for (const name of [...was, ...will]) {
      const value = will.getPropertyValue(name)
      if (value === was.getPropertyValue(name) || (name === 'display' && carries(next, show))) continue
      live.style.setProperty(name, value, will.getPropertyPriority(name))
    }
    if (!live.style.length && !will.length) live.removeAttribute('style')
  },
}

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
