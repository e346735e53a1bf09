import type { ToastData, ToastLevel } from '../server/wire.js'
import { actionMagic } from './action-magic.js'
import type { Page } from './page.js'
import { toastMagic } from './toasts.js'

/** Makes an element the region of toasts, and shows those that a page came with. */
export function begin({ Alpine }: Page, el: HTMLElement, expression: string): void {
  el.role ??= 'region'
  el.ariaLabel ??= 'Notifications'
  el.ariaLive ??= 'polite'
  const waiting = expression ? (Alpine.evaluate(el, expression) as ToastData[] | undefined) : []
  // once everything that may hear them is set up
  Alpine.nextTick(() => {
    for (const toast of waiting ?? []) toastMagic(el)(toast.message, toast)
  })
}

/** Draws, or takes off the page, what an event tells of. */
export function hear(page: Page, el: HTMLElement, { type, detail, defaultPrevented }: CustomEvent<ToastData>): void {
  if (type === 'hyper:clear-toasts') clearToasts(el, detail.level)
  else if (!defaultPrevented) showToast(el, detail, actionMagic(page, el))
}

/** Shows a toast, in the place of one that has its id. `run` calls the action of its button. */
function showToast(
  region: HTMLElement,
  { message, level, id, action, timeout = action || level === 'error' ? 0 : 5000 }: ToastData,
  run: (call: string, data?: Record<string, unknown>) => void,
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
      run(action.call, action.data)
    }
    box.append(button)
  }
  box.append(dismiss)
  const old = id && boxesOf(region).find((each) => each.dataset['id'] === id)
  if (old) old.replaceWith(box)
  else region.append(box)
  if (timeout) expire(box, timeout)
}

/** Takes the toasts of one level, or all, off the page. */
function clearToasts(region: HTMLElement, level?: ToastLevel): void {
  for (const box of boxesOf(region)) if (!level || box.dataset['level'] === level) box.remove()
}

const boxesOf = (region: HTMLElement) => [...region.children] as HTMLElement[]

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
