import type { Alpine } from './alpine.js'

/** Whether an attribute is one that Alpine reads. */
export const isDirective = ({ prefixed }: Alpine, name: string) => /^[:@]/.test(name) || name.startsWith(prefixed(''))

/** Has the directive, with whatever modifiers. */
export function carries(el: Element, ...directives: string[]): boolean {
  return el.getAttributeNames().some((name) => directives.includes(name.split(/[.:]/, 1)[0] as string))
}

/** Makes Alpine start directives anew, as it does with those that change. */
export function touch(el: Element, ...names: string[]): void {
  for (const name of names) {
    const attribute = el.getAttributeNode(name)
    if (attribute) attribute.value += ''
  }
}
