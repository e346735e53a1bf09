import type AlpineJs from 'alpinejs'

/** What @types/alpinejs 3.13 lacks of Alpine 3.17, or takes too narrowly. */
export type Alpine = Omit<AlpineJs.Alpine, 'destroyTree'> & {
  destroyTree(root: Element, walk?: (root: Element, visit: (el: Element) => void) => void): void
  /** As `evaluate`, but throws. */
  evaluateRaw(el: Element, expression: string, extras?: { scope?: object }): unknown
  closestRoot(el: Element, includeInitSelectors?: boolean): Element | undefined
  onElRemoved(el: Element, removed: () => void): void
  closestDataStack(el: Element): Data[]
  findClosest(el: Element, matches: (el: Element) => boolean): Element | undefined
  addScopeToNode(el: Element, data: Data, reference: Element): () => void
  injectMagics(data: Data, el: Element): Data
  transaction(change: () => void): Promise<void>
}

/** A component's data, as the page's expressions see it. */
export type Data = Record<string, unknown>

/**
 * Puts members, getters too, on a function that is a magic. The CSP build binds the functions it finds, and would lose
 * what is on them.
 */
export function withMembers<F, M extends object>(run: F, members: M): F & M {
  const own = { bind: { value: () => run }, ...Object.getOwnPropertyDescriptors(members) }
  return Object.defineProperties(run, own) as F & M
}
