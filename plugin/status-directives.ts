import { later } from './later.js'
import type { Page } from './page.js'

/** `x-online` and `x-offline`; and `x-loading` and `x-error`, which few pages need: loaded when the first one is there. */
export function registerStatus(page: Page): void {
  const { Alpine } = page
  Alpine.addInitSelector(() => ['online', 'offline'].map((name) => `[${Alpine.prefixed(name)}]`).join())
  for (const name of ['online', 'offline'])
    Alpine.directive(name, (el, _attribute, { cleanup }) =>
      cleanup(Alpine.bind(el, { 'x-show': () => page.line.online === (name === 'online') })),
    )
  for (const name of ['loading', 'error'] as const)
    Alpine.directive(
      name,
      Alpine.skipDuringClone((el, { expression, modifiers }, { cleanup }) => {
        // until it is loaded, an error shows what the server rendered
        const shown = Alpine.reactive({ value: name === 'error' && el.textContent?.trim() !== '' })
        cleanup(Alpine.bind(el, { 'x-show': () => !!shown.value !== modifiers.includes('remove') }))
        const begin = (file: typeof import('./status.js')) => file[name](page, el, expression, modifiers, shown)
        cleanup(later(el, Alpine.prefixed(name), import('./status.js'), begin))
      }),
    )
}
