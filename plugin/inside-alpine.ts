import type { Alpine } from './alpine.js'
import { carries } from './directives.js'
import { HyperError } from './error.js'

/**
 * All of Alpine's private fields that are used, read here, set in repair.ts and keep-models.ts. Tested with 3.17.0 and the newest
 * 3.17; the issue that a release without one of them brings is an error that names it.
 */
export interface Living extends Element {
  /** Set while Alpine has it initialised. */
  _x_marker?: number
  _x_dataStack?: object[]
  /** What x-for rendered, by key. */
  _x_lookup?: Map<unknown, Living>
  /** What x-if rendered. */
  _x_currentIfEl?: Living
  _x_teleport?: Living
  _x_teleportBack?: Living
  /** What x-bind wrote, by attribute. */
  _x_bindings?: Record<string, unknown>
  _x_undoAddedClasses?: (() => void) | undefined
  _x_undoAddedStyles?: (() => void) | undefined
  _x_model?: Model
  _x_forceModelUpdate?: ((value: unknown) => unknown) | undefined
  _x_effects?: Set<object>
  _x_transition?: { out?(before: () => void, after: () => void): void }
  _x_ignoreMutationObserver?: boolean
  _x_ignoreSelf?: boolean
}

/** @throws HyperError `alpine` if Alpine, once it has started, does not keep what is read here. */
export function checkAlpine({ prefixed, version }: Alpine): void {
  for (const [directive, field] of Object.entries({ data: '_x_dataStack', for: '_x_lookup' })) {
    const el = [...document.querySelectorAll(`[${prefixed(directive)}]`)].find(isAlive)
    if (el && !(field in el))
      throw new HyperError('alpine', `Alpine ${version} keeps no ${field}; use a release that alpine-hyper supports`)
  }
}

/** What `x-model` of a control reads and writes. */
export interface Model {
  get(): unknown
  set(value: unknown): void
  /** Ours: the element's own way to show a value. */
  show?: Living['_x_forceModelUpdate']
}

export const isAlive = (el: Element) => !!(el as Living)._x_marker

export const modelOf = (el: Element): Model | undefined => (el as Living)._x_model

/** Alpine keeps the model of a control that has none any more. */
export function forgetModel(el: Element): void {
  delete (el as Living)._x_model
  delete (el as Living)._x_bindings?.['value']
}

/** The names of attributes that x-bind writes. */
export const boundBy = (el: Element): Record<string, unknown> => (el as Living)._x_bindings ?? {}

/** The elements beside a template that x-for and x-if made of it; `deep`: and those that the elements made themselves. */
export function renderedBy(node: Node, deep = false): Element[] {
  const { _x_lookup, _x_currentIfEl } = node as Living
  const own = [...(_x_lookup?.values() ?? []), ...(_x_currentIfEl ? [_x_currentIfEl] : [])]
  return deep ? own.flatMap((each) => [each, ...renderedBy(each, deep)]) : own
}

/** All that a template made, what x-teleport put elsewhere, too. */
export function copiesOf(template: Element): Element[] {
  const { _x_teleport } = template as Living
  return _x_teleport ? [_x_teleport] : renderedBy(template)
}

/** Put where it is by `x-teleport`. */
export const isTeleported = (node: Node) => '_x_teleportBack' in node

/** The last node that goes where a node goes: what a template rendered follows it, in any order. */
export function lastOf(node: Node): Node {
  const own = new Set<Node>(renderedBy(node))
  let last = node
  for (let next = node.nextSibling; next && own.size; next = next.nextSibling) if (own.delete(next)) last = lastOf(next)
  return last
}

/** The template that an element was made from. */
export function templateOf(el: Element): HTMLTemplateElement | undefined {
  let template = (el as Living)._x_teleportBack ?? el.previousElementSibling
  while (template && !copiesOf(template).includes(el)) template = template.previousElementSibling
  return (template ?? undefined) as HTMLTemplateElement | undefined
}

/** What takes off again what `:class` and `:style` added. */
export const undo = { class: '_x_undoAddedClasses', style: '_x_undoAddedStyles' } as const

/** Takes from a copy of a living element what Alpine wrote. */
export function unwrite({ prefixed }: Alpine, el: Element, copy: Element): void {
  for (const name of [...Object.keys(boundBy(el)), 'data-teleport-template', 'data-teleport-target']) {
    const value = el.getAttribute(name) ?? ''
    const take = (el as Living)[undo[name as 'class']]
    if (take) {
      take()
      copy.setAttribute(name, el.getAttribute(name) ?? '')
      el.setAttribute(name, value)
    } else copy.removeAttribute(name)
  }
  if (carries(el, prefixed('show'))) (copy as HTMLElement).style.display = ''
  // Alpine gives radio buttons of one model one name
  if (modelOf(el) && (el as HTMLInputElement).type === 'radio') copy.removeAttribute('name')
}

/** The scopes around a node, as Alpine's expressions see them. */
export function scopesOf({ closestDataStack }: Alpine, node: Node | null): object[] {
  return node ? closestDataStack(node as Element) : []
}
