import type { Call } from './call.js'
import { touch } from './directives.js'
import { dispatch } from './error.js'
import { heirOf, keepFocus } from './focus.js'
import { isAlive, scopesOf } from './inside-alpine.js'
import { takeOut, within } from './nodes.js'
import { leave, rescope } from './repair.js'
import { forget, type Known, type Served } from './served.js'

/** Whose change it is: a call, or a visit. */
export interface Changer extends Pick<Call, 'page' | 'edited'> {
  /** A component with other data begins anew. */
  readonly renews?: boolean
}

/** What the steps of one change of the page share. */
export interface Change {
  readonly call: Changer
  /** The server wins over what the user typed. */
  readonly force: boolean | undefined
  /** Of the server's HTML, where the change takes place. */
  readonly region: Served
  /** What the server left out. It goes when all else is in place, as something in it may have moved. */
  readonly leaving: Set<Served>
  /** Elements that came from elsewhere, with the scopes they had there, or whose own scope came or went. */
  readonly moved: Map<Element, object[]>
  /** The directives that changed on what moved: they wait for its new scopes. */
  readonly waiting: Map<Element, string[]>
  /** Steps for when Alpine has seen the change. */
  readonly after: (() => void)[]
  /** The elements with an id that were there before. */
  ids?: Map<string, Served | undefined>
  isSettled?: boolean
  /** Something was left as it is, although the server changed it. */
  held?: boolean
}

/** Makes a change of the page: what leaves and what moves goes well for Alpine and for the focus. */
export function change(call: Changer, region: Served, force: boolean | undefined, act: (to: Change) => void): Change {
  const to: Change = { call, region, force, leaving: new Set(), moved: new Map(), waiting: new Map(), after: [] }
  forget(region)
  const refocus = keepFocus()
  try {
    act(to)
  } finally {
    refocus()
    sweep(to)
    // Alpine's own observer comes first
    queueMicrotask(() => {
      for (const step of to.after) step()
      settle(to)
      to.isSettled = true
    })
  }
  return to
}

/** Tells the page before a node changes. False if a listener prevents it. */
export function may(to: Change, live: Node, change: 'update' | 'add' | 'remove', next?: Node): boolean {
  const goesOn = dispatch(live, 'hyper:morph', { change, next })
  to.held ||= !goesOn
  return goesOn
}

/** Leaves a node out, at the end. */
export function drop(to: Change, base: Served): void {
  if (base.$live?.nodeType === 3 && !base.$live.isConnected) {
    // a browser that translates puts a font element in the place of a text
    const [before, parent]: (Served | null)[] = [base.previousSibling, base.parentNode]
    const font = before ? before.$live?.nextSibling : parent?.$live?.firstChild
    if (font?.nodeName === 'FONT') base.$live = font
  }
  if (base.$live && !may(to, base.$live, 'remove')) return
  if (base.$live) to.leaving.add(base)
  takeOut(base)
}

/** Takes what leaves out of the page. */
function sweep(to: Change): void {
  const { call, leaving, after, force } = to
  const lives = Array.from(leaving, ({ $live: live }) => live as Element)
  const goes = within(lives)
  const active = document.activeElement
  const heir = goes(active) ? heirOf(active as Element, goes) : undefined
  const { Alpine } = call.page
  for (const live of lives) {
    delete (live as Known).$base
    const out = () => {
      takeOut(live)
      // Alpine does not see it if an element moved out, or if it was Alpine that played a transition
      const destroy = () => live.isConnected || live.nodeType !== 1 || Alpine.destroyTree(live)
      if (to.isSettled) destroy()
      else after.push(destroy)
    }
    // another page waits for nothing of the one before
    if (force && call.renews) out()
    else leave(live, out)
  }
  heir?.focus({ preventScroll: true })
}

/** What is in other scopes now is bound to these, once. */
function settle({ call: { page }, moved, waiting }: Change): void {
  const changed = [...moved].filter(([el, was]) => {
    const scopes = scopesOf(page.Alpine, el.parentNode)
    return isAlive(el) && (scopes.length !== was.length || scopes.some((scope, index) => scope !== was[index]))
  })
  const isWithin = within(changed.map(([el]) => el))
  for (const [el] of changed) if (!isWithin(el.parentNode)) rescope(page, el)
  const { prefixed } = page.Alpine
  for (const [el, names] of waiting)
    touch(el, ...names.filter((name) => name !== prefixed('data') && (name === prefixed('init') || !isWithin(el))))
}
