import { later } from './later.js'
import type { Page } from './page.js'

/** `x-url="q, page"` binds names to the query of the URL: loaded when the first one is there. */
export function registerUrl(page: Page): void {
  const { Alpine } = page
  Alpine.directive(
    'url',
    Alpine.skipDuringClone((el, { expression, modifiers }, { cleanup }) =>
      cleanup(later(el, 'x-url', import('./url-binding.js'), (file) => file.bindUrl(page, el, expression, modifiers))),
    ),
  )
}
