import type { Page } from './page.js'

/** What items made of the tags of a name: those that were there, with what they said, and the one that was added. */
export interface MetaChange {
  readonly found: readonly (readonly [el: HTMLMetaElement, content: string])[]
  added?: HTMLMetaElement
}

/** The head of another page goes on from what the server sent, not from what items made of it. */
export function undoMetas(page: Page): void {
  for (const { found, added } of page.metas?.values() ?? []) {
    added?.remove()
    for (const [el, content] of found) {
      el.content = content
      if (!el.isConnected) document.head.append(el)
    }
  }
  page.metas?.clear()
}
