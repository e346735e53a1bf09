import { later } from './later.js'
import type { Page } from './page.js'

/** `x-live="/rooms/1/live"`: the server may speak first, as long as the element is there. */
export function registerLive(page: Page): void {
  const { Alpine } = page
  const name = Alpine.prefixed('live')
  Alpine.addInitSelector(() => `[${name}]`)
  Alpine.directive(
    'live',
    Alpine.skipDuringClone((el, { expression }, { cleanup }) => {
      // a call that leaves before the stream is open has it, too
      page.tab ??= crypto.getRandomValues(new Uint32Array(4)).join('-')
      cleanup(later(el, `${name}="${expression}"`, import('./live.js'), ({ live }) => live(page, el, expression)))
    }),
  )
}
