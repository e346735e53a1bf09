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
  Alpine.magic('toast', (el) => toastMagic(el))
  Alpine.addInitSelector(() => `[${Alpine.prefixed('toasts')}]`)
  Alpine.directive(
    'toasts',
    Alpine.skipDuringClone((el, _directive, { cleanup }) => {
      el.role ??= 'region'
      el.ariaLabel ??= 'Notifications'
      el.ariaLive ??= 'polite'
      cleanup(
        Alpine.bind(el, {
          '@hyper:toast.window': (event: CustomEvent<ToastData>) => {
            if (!event.defaultPrevented) show(page, el, event.detail)
          },
          '@hyper:clear-toasts.window': ({ detail: { level } }: CustomEvent<{ level?: ToastLevel }>) => {
            for (const box of [...el.children] as HTMLElement[])
              if (!level || box.dataset['level'] === level) box.remove()
          },
        }),
      )
    }),
  )
}

function toastMagic(el: Element): ToastMagic {
  const send: (...args: Parameters<ToastMagic>) => void = (message, options) => {
    dispatch(el, 'hyper:toast', { level: 'info', ...options, message })
  }
  const magic: ToastMagic = Object.assign(send, {
    bind: () => magic,
    clear: (level?: ToastLevel) => void dispatch(el, 'hyper:clear-toasts', { level }),
  })
  return magic
}

function show(page: Page, region: HTMLElement, { message, level, id, action, ...given }: ToastData): void {
  const box = document.createElement('div')
  box.className = 'hyper-toast'
  box.dataset['level'] = level
  box.role = level === 'error' ? 'alert' : 'status'
  const text = document.createElement('p')
  text.textContent = message
  box.append(text)
  const button = (label: string, name: string, click: () => void) => {
    const el = document.createElement('button')
    el.type = 'button'
    el.className = `hyper-toast-${name}`
    el.textContent = label
    el.onclick = click
    box.append(el)
    return el
  }
  if (action) {
    button(action.label, 'action', () => {
      box.remove()
      void actionMagic(page, region)(action.call, action.data)
    })
  }
  button('×', 'dismiss', () => box.remove()).ariaLabel = region.dataset['dismiss'] ?? 'Dismiss'

  const old =
    id === undefined ? undefined : ([...region.children] as HTMLElement[]).find((each) => each.dataset['id'] === id)
  if (id !== undefined) box.dataset['id'] = id
  if (old) old.replaceWith(box)
  else region.append(box)
  expire(box, given.timeout ?? (level === 'error' || action ? 0 : 5000))
}

/** Goes by itself, but not while it is pointed at or has the focus. */
function expire(box: HTMLElement, timeout: number): void {
  if (!timeout) return
  let timer: ReturnType<typeof setTimeout>
  const wait = () => {
    timer = setTimeout(() => box.remove(), timeout)
  }
  const stay = () => clearTimeout(timer)
  box.onpointerenter = stay
  box.addEventListener('focusin', stay)
  box.onpointerleave = wait
  box.addEventListener('focusout', wait)
  wait()
}
