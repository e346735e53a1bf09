import type { Alpine } from './alpine.js'
import { callsAround, formOf } from './calls.js'
import { durationOf } from './duration.js'
import { setErrors } from './field-errors.js'
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

/** Shows why a field was refused, and tells the field so; forgets it when the field is edited. Returns what ends it. */
export function error(
  page: Page,
  el: HTMLElement,
  name: string,
  _modifiers: readonly string[],
  shown: Shown,
): () => void {
  const form = formOf(page, el)
  const messageOf = () => page.errors.get(form)?.[name]?.[0] ?? ''
  const isField = (each: Element) => [name, `${name}[]`].includes(each.getAttribute('name') ?? '')
  el.id ||= `error-${crypto.getRandomValues(new Uint32Array(1))}`
  el.ariaLive ??= 'polite'
  // what the server rendered
  const sent = el.textContent?.trim()
  if (sent && !messageOf()) setErrors(page, form, { [name]: [sent] }, [name])
  let message = ''
  const tell = () => {
    shown.value = message
    el.textContent = message
    for (const field of form.querySelectorAll('[name]')) if (isField(field)) describe(field, el.id, !!message)
  }
  const stop = watch(page.Alpine, () => {
    const next = messageOf()
    if (next === message) return
    message = next
    tell()
  })
  if (!message) shown.value = ''
  const forget = ({ target }: Event) => {
    if (isField(target as Element) && messageOf()) setErrors(page, form, {}, [name])
  }
  form.addEventListener('input', forget)
  return () => {
    form.removeEventListener('input', forget)
    stop()
  }
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
