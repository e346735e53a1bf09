import type { ToastData, ToastLevel } from '../server/wire.js'
import { actionMagic } from './action-magic.js'
import { dispatch } from './error.js'
import type { Page } from './page.js'

export interface ToastMagic {
  (message: string, options?: Partial<Omit<ToastData, 'message'>>): void
  /** Takes the toasts of one level, or all, off the page. */
  clear(level?: ToastLevel): void
}

/** `x-toasts` shows toasts, as text; `$toast` makes them. A listener that prevents `hyper:toast` draws its own. */
export function registerToasts(page: Page): void {
  const { Alpine } = page
  Alpine.magic('toast', toastMagic)
  Alpine.addInitSelector(() => `[${Alpine.prefixed('toasts')}]`)
  Alpine.directive(
    'toasts',
    Alpine.skipDuringClone((el, _directive, { cleanup }) => {
      el.role ??= 'region'
      el.ariaLabel ??= 'Notifications'
      el.ariaLive ??= 'polite'
      const bindings = {
        '@hyper:toast.window': ({ defaultPrevented, detail }: CustomEvent<ToastData>) =>
          defaultPrevented || show(page, el, detail),
        '@hyper:clear-toasts.window': ({ detail: { level } }: CustomEvent<{ level?: ToastLevel }>) => {
          for (const box of [...el.children] as HTMLElement[])
            if (!level || box.dataset['level'] === level) box.remove()
        },
      }
      cleanup(Alpine.bind(el, bindings))
    }),
  )
}

function toastMagic(el: Element): ToastMagic {
  const send = (message: string, options?: Partial<ToastData>) =>
    void dispatch(el, 'hyper:toast', { level: 'info', ...options, message })
  const magic: ToastMagic = Object.assign(send, {
    bind: () => magic,
    clear: (level?: ToastLevel) => void dispatch(el, 'hyper:clear-toasts', { level }),
  })
  return magic
}

function show(
  page: Page,
  region: HTMLElement,
  { message, level, id, action, timeout = action || level === 'error' ? 0 : 5000 }: ToastData,
): void {
  const make = <K extends 'div' | 'p' | 'button'>(tag: K, name: string, text: string) =>
    Object.assign(document.createElement(tag), { className: `hyper-toast${name}`, textContent: text })
  const box = make('div', '', '')
  const dismiss = make('button', '-dismiss', '×')
  box.role = level === 'error' ? 'alert' : 'status'
  box.dataset['level'] = level
  if (id) box.dataset['id'] = id
  box.append(make('p', '-text', message))
  dismiss.type = 'button'
  dismiss.ariaLabel = region.dataset['dismiss'] ?? 'Dismiss'
  dismiss.onclick = () => box.remove()
  if (action) {
    const button = make('button', '-action', action.label)
    button.type = 'button'
    button.onclick = () => {
      box.remove()
      actionMagic(page, region)(action.call, action.data)
    }
    box.append(button)
  }
  box.append(dismiss)
  const old = id && ([...region.children] as HTMLElement[]).find((each) => each.dataset['id'] === id)
  if (old) old.replaceWith(box)
  else region.append(box)
  if (timeout) expire(box, timeout)
}

/** Goes by itself, but not while it is pointed at or has the focus. */
function expire(box: HTMLElement, timeout: number): void {
  let timer: ReturnType<typeof setTimeout>
  const wait = () => {
    clearTimeout(timer)
    timer = setTimeout(() => box.matches(':hover, :focus-within') || box.remove(), timeout)
  }
  box.onpointerleave = wait
  box.addEventListener('focusout', wait)
  wait()
}
