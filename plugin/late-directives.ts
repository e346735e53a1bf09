import type { ToastData } from '../server/wire.js'
import { newId } from './id.js'
import { later } from './later.js'
import type { Page } from './page.js'

type Begin = (
  el: HTMLElement,
  attribute: { readonly expression: string; readonly modifiers: string[] },
  written: string,
) => () => void

/** Directives that few pages need: what they do is loaded when the first one is there. */
export function registerLate(page: Page): void {
  const { Alpine } = page
  const add = (name: string, begin: Begin) =>
    Alpine.directive(
      name,
      Alpine.skipDuringClone((el, attribute, { cleanup }) =>
        cleanup(begin(el, attribute, `${Alpine.prefixed(name)}="${attribute.expression}"`)),
      ),
    )

  add('live', (el, { expression }, written) => {
    // a call that leaves before the stream is open has it, too
    page.tab ??= newId()
    return later(el, written, import('./live.js'), ({ live }) => live(page, el, expression))
  })
  add('url', (el, { expression, modifiers }, written) =>
    later(el, written, import('./url-binding.js'), ({ bindUrl }) => bindUrl(page, el, expression, modifiers)),
  )
  add('toasts', (el, { expression }) => {
    const draw = (use: (box: typeof import('./toast-box.js')) => void) =>
      later(el, 'x-toasts', import('./toast-box.js'), (box) => void use(box))
    draw(({ begin }) => begin(page, el, expression))
    // nothing is given back, as Alpine would call it
    const hear = (event: Event) => void draw((box) => box.hear(page, el, event as CustomEvent<ToastData>))
    return Alpine.bind(el, { '@hyper:toast.window': hear, '@hyper:clear-toasts.window': hear })
  })
  for (const name of ['loading', 'error'] as const)
    add(name, (el, { expression, modifiers }, written) => {
      // until it is loaded, an error shows what the server rendered
      const shown = Alpine.reactive({ value: name === 'error' && el.textContent?.trim() !== '' })
      const hide = Alpine.bind(el, { 'x-show': () => !!shown.value !== modifiers.includes('remove') })
      const end = later(el, written, import('./status.js'), (file) =>
        file[name](page, el, expression, modifiers, shown),
      )
      return () => {
        hide()
        end()
      }
    })
}
