import { type Change, drop } from '../change.js'
import { carries } from '../directives.js'
import { idOf } from '../id.js'
import { isTeleported, modelOf, renderedBy } from '../inside-alpine.js'
import { toDefault } from '../items/reset.js'
import { deep, takeOut, within } from '../nodes.js'
import type { Page } from '../page.js'
import type { Known, Served } from '../served.js'

/** What has state of its own, which no attribute tells. */
const others = 'template, audio, video, iframe, [contenteditable]'

/**
 * Another page begins anew: what has state goes, even if the server sends the same again, unless it is known there by its
 * id: what is marked `x-keep`, and components with the same data. The body goes by its data alone.
 */
export function renew(to: Change, base: Served, next: Element): void {
  const { prefixed } = to.call.page.Alpine
  const [data, init, keep] = ['data', 'init', 'keep'].map((name) => prefixed(name)) as [string, string, string]
  const stateful = [data, init, keep, `${keep}.children`].map((name) => `[${CSS.escape(name)}]`).join()
  const isIn = (all: Element[], el: Element) => all.some((each) => each.contains(el))
  const islands: Element[] = []
  const components: Element[] = []
  for (const el of deep(base) as Element[]) {
    if (el.localName === 'body' || !(el.matches(`${stateful}, ${others}`) || el.localName.includes('-'))) continue
    if ((el !== base && !base.contains(el)) || isIn(islands, el)) continue
    const isPlain = el.localName === 'template' && !el.matches(stateful)
    if (isPlain && !(el as HTMLTemplateElement).content.querySelector(stateful)) continue
    const isIsland = el.hasAttribute(keep)
    // what was typed is not the next page's
    const isKnown = idOf(el) && !isPlain && (isIsland || !el.matches('[contenteditable]'))
    const twin = isKnown && next.querySelector(`[id="${CSS.escape(idOf(el))}"]`)
    if (twin && (isIsland ? twin.hasAttribute(keep) : el.getAttribute(data) === twin.getAttribute(data)))
      (isIsland ? islands : components).push(el)
    else {
      drop(to, el)
      // what comes with it is not the one that went
      if (!el.parentNode) el.removeAttribute('id')
    }
  }
  const isLeft = within([...islands, ...components])
  for (const el of deep(base)) if (!isLeft(el)) restore(to.call.page, el)
}

/** What scripts put in or took out is not the next page's either; not in the body itself, where they keep what is theirs. */
function restore({ Alpine: { prefixed } }: Page, base: Served): void {
  const el = base as Element
  const live = base.$live as Element | undefined
  if (!live || el.localName === 'html' || carries(el, prefixed('text'), prefixed('html'), prefixed('toasts'))) return
  for (const child of [...base.childNodes] as Served[]) if (child.$live?.parentNode !== live) takeOut(child)
  if (el.localName === 'body') return
  const rendered = new Set<Node>([...live.childNodes].flatMap((child) => renderedBy(child, true)))
  for (const child of [...live.childNodes] as Known[])
    if (child.$base?.parentNode !== base && !rendered.has(child) && !isTeleported(child)) takeOut(child)
}

/** Toasts of a page are shown, even if the page before had the same. */
export function renewToasts({ Alpine }: Page, base: Element, next: Element): void {
  const name = Alpine.prefixed('toasts')
  const carriers = (root: Element) => deep(root, `[${name}]`) as Element[]
  const coming = carriers(next).map((el) => el.getAttribute(name))
  for (const el of carriers(base))
    if (el.getAttribute(name) && coming.includes(el.getAttribute(name))) el.setAttribute(name, '')
}

/** What was typed, ticked or opened on another page is gone; not in islands, nor where a component goes on with it. */
export function forgetInput({ Alpine }: Page, region: Element): void {
  for (const el of region.querySelectorAll<HTMLInputElement & HTMLDialogElement>(
    'input, select, textarea, details, dialog, [popover]',
  )) {
    const { $base } = el as Known
    if (!$base || el.closest(`[${CSS.escape(Alpine.prefixed('keep'))}]`) || modelOf(el)) continue
    if (el.localName === 'details') el.open = ($base as HTMLElement).hasAttribute('open')
    else if (el.localName === 'dialog') {
      if (el.open && !($base as HTMLElement).hasAttribute('open')) el.close()
    } else if (el.popover !== null) {
      if (el.matches(':popover-open')) el.hidePopover()
    } else toDefault(el)
  }
}
