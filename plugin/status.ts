import type { Alpine } from './alpine.js'
import { callsAround, formOf } from './calls.js'
import { durationOf } from './duration.js'
import { setErrors } from './field-errors.js'
import { controlsOf } from './fields.js'
import type { Page } from './page.js'

/** What `x-loading` or `x-error` shows; empty or false while it hides. */
export interface Shown {
  value: string | boolean
}

/** Shows an element while calls are under way: `x-loading.delay.150ms.min.300ms="save"`. Returns what ends it. */
export function loading(
  page: Page,
  el: HTMLElement,
  name: string,
  modifiers: readonly string[],
  shown: Shown,
): () => void {
  const given = (modifier: string, fallback: number) =>
    modifiers.includes(modifier) ? (durationOf(modifiers[modifiers.indexOf(modifier) + 1] ?? '') ?? fallback) : 0
  const delay = given('delay', 150)
  const least = given('min', 300)
  let timer: ReturnType<typeof setTimeout>
  let since = 0
  const show = (isPending: boolean) => {
    shown.value = isPending
    since = isPending ? performance.now() : 0
  }
  const stop = watch(page.Alpine, () => {
    const isPending = callsAround(page, el, name || undefined).length > 0
    clearTimeout(timer)
    const wait = isPending ? (since ? 0 : delay) : since && since + least - performance.now()
    if (wait > 0) timer = setTimeout(show, wait, isPending)
    else if (isPending !== since > 0) show(isPending)
  })
  return () => {
    clearTimeout(timer)
    stop()
  }
}

/**
 * Shows why a field, or something in it, was refused, and tells the fields so; forgets it when a field is edited.
 * Returns what ends it.
 */
export function error(
  page: Page,
  el: HTMLElement,
  name: string,
  _modifiers: readonly string[],
  shown: Shown,
): () => void {
  const form = formOf(page, el)
  const attribute = page.Alpine.prefixed('error')
  // the nearest one shows it
  const isOurs = (path: string) =>
    isIn(path, name) &&
    ![...form.querySelectorAll(`[${attribute}]`)].some((each) => {
      const other = each.getAttribute(attribute) ?? ''
      return other.length > name.length && isIn(path, other)
    })
  const refused = () => Object.entries(page.errors.get(form) ?? {}).filter(([path]) => isOurs(path))
  el.id ||= `error-${crypto.getRandomValues(new Uint32Array(1))}`
  el.ariaLive ??= 'polite'
  // what the server rendered
  const sent = el.textContent?.trim()
  if (sent && refused().length === 0) setErrors(page, form, { [name]: [sent] }, [])
  let seen = '[]'
  const stop = watch(page.Alpine, () => {
    const own = refused()
    const now = JSON.stringify(own)
    if (now === seen) return
    seen = now
    const [message = ''] = own.flatMap(([, messages]) => messages)
    shown.value = message
    el.textContent = message
    for (const field of fieldsOf(form)) {
      const path = pathOf(field)
      if (isOurs(path)) describe(field, el.id, isRefused(own, path))
    }
  })
  if (seen === '[]') shown.value = ''
  const forget = ({ target }: Event) => {
    const field = target as HTMLInputElement
    const path = pathOf(field)
    if (!form.contains(field) && field.form !== form) return
    if (isRefused(refused(), path)) setErrors(page, form, {}, [path])
    // what it would say is about another text
    for (const { source, data, controller } of page.Alpine.raw(page.calls))
      if (source === field && data?.['_only'] !== undefined) controller.abort()
  }
  // not of the form, as its fields may be elsewhere; and before the input makes a call itself
  const root = form.getRootNode()
  root.addEventListener('input', forget, true)
  return () => {
    root.removeEventListener('input', forget, true)
    stop()
  }
}

/** All that has a name in a form or root, and what belongs to the form from elsewhere. */
function fieldsOf(form: Element): Set<Element> {
  const controls = form.matches('form') ? controlsOf(form as HTMLFormElement) : []
  return new Set([...form.querySelectorAll('[name]'), ...controls.filter((each) => each.hasAttribute('name'))])
}

const pathOf = (field: Element) => (field.getAttribute('name') ?? '').replace(/\[\]$/, '')

const isIn = (path: string, name: string) => `${path}.`.startsWith(`${name}.`)

/** There is something of a field, or of what is in it. */
function isRefused(refused: readonly (readonly [path: string, messages: readonly string[]])[], name: string): boolean {
  return refused.some(([path]) => isIn(path, name))
}

/** `aria-describedby` keeps what else describes the field. */
function describe(field: Element, id: string, isInvalid: boolean): void {
  const others = (field.getAttribute('aria-describedby') ?? '').split(/\s+/).filter((each) => each && each !== id)
  const ids = isInvalid ? [...others, id] : others
  field.ariaInvalid = isInvalid ? 'true' : null
  if (ids.length > 0) field.setAttribute('aria-describedby', ids.join(' '))
  else field.removeAttribute('aria-describedby')
}

/** An effect that is not bound to the set-up of an element. */
function watch({ effect, release }: Alpine, run: () => void): () => void {
  const watching = effect(run)
  return () => release(watching)
}
