import { type Change, drop } from '../change.js'
import { idOf } from '../id.js'
import { modelOf } from '../inside-alpine.js'
import { toDefault } from '../items/reset.js'
import { deep } from '../nodes.js'
import type { Page } from '../page.js'
import type { Known, Served } from '../served.js'

/**
 * Another page begins anew: what has state goes, even if the server sends the same again, unless it is known there by its
 * id: what is marked `x-keep`, and components with the same data. The body goes by its data alone.
 */
export function renew(to: Change, base: Served, next: Element): void {
  const { prefixed } = to.call.page.Alpine
  const [data, init, keep] = ['data', 'init', 'keep'].map((name) => prefixed(name)) as [string, string, string]
  const stateful = [data, init, keep, `${keep}.children`].map((name) => `[${CSS.escape(name)}]`).join()
  const kept: Element[] = []
  for (const el of deep(base, `${stateful},template`) as Element[]) {
    const isRendering = el.localName === 'template' && !el.matches(stateful)
    if (isRendering && !(el as HTMLTemplateElement).content.querySelector(stateful)) continue
    if (el.localName === 'body' || !el.matches(`${stateful},template`)) continue
    if ((el !== base && !base.contains(el)) || kept.some((island) => island.contains(el))) continue
    const twin =
      idOf(el) && !isRendering && deep(next, `[id="${CSS.escape(idOf(el))}"]`).find((each) => idOf(each) === idOf(el))
    const isIsland = el.hasAttribute(keep)
    if (!twin || (isIsland ? !twin.hasAttribute(keep) : el.getAttribute(data) !== twin.getAttribute(data))) drop(to, el)
    else if (isIsland) kept.push(el)
  }
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
