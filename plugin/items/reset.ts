import type { Call } from '../call.js'
import { editedSince, groupOf } from '../edits.js'
import { HyperError, nameOf } from '../error.js'
import { controlsOf } from '../fields.js'
import type { Applier } from '../items.js'
import { keepModels } from '../keep-models.js'
import { findTargets } from '../target.js'

export const reset: Applier<'reset'> = ({ target, all, force }, call) => {
  for (const el of findTargets(call, target, all)) {
    const forms = within<HTMLFormElement>(el, 'form')
    const lone = within<Control>(el, controls).filter(({ form }) => !form || !forms.includes(form))
    if (forms.length + lone.length === 0)
      throw new HyperError(
        'target',
        `reset: "${target}" is ${nameOf(el)}; name a form or control, or what has one in it`,
      )
    if (force) forget(call, [...lone, ...forms.flatMap(controlsOf)])
    for (const form of forms) resetForm(call, form)
    resetLone(call, lone)
  }
}

const controls = 'input, select, textarea, output'

/** Any control; a custom element has a callback instead of a default. */
export type Control = HTMLInputElement & { options?: HTMLOptionsCollection; formResetCallback?(): void }

function within<E extends Element>(el: Element, selector: string): E[] {
  return [...(el.matches(selector) ? [el as E] : []), ...el.querySelectorAll<E>(selector)]
}

/** What the user edited is not touched, so that caret and composition stay; `x-model` follows the form's event. */
function resetForm(call: Call, form: HTMLFormElement): void {
  const { nextTick } = call.page.Alpine
  const all: Control[] = controlsOf(form)
  // by its prototype, as a control named `reset` hides it
  if (!all.some((control) => editedSince(call, control))) return HTMLFormElement.prototype.reset.call(form)
  // around Alpine's own ticks, which take what is shown into models that `.lazy` or `.debounce` hold back
  let putBack = () => {}
  nextTick(() => {
    putBack = keepModels(call)
  })
  if (form.dispatchEvent(new Event('reset', { bubbles: true, cancelable: true })))
    for (const control of all) if (!editedSince(call, control)) toDefault(control)
  nextTick(() => putBack())
}

/** `x-model` follows the events that the user would cause; there are none for what is at its default already. */
function resetLone(call: Call, lone: readonly Control[]): void {
  const all = [...new Set(lone.flatMap(groupOf) as Control[])].filter((control) => !editedSince(call, control))
  const before = all.map(stateOf)
  all.forEach(toDefault)
  const changed = all.filter((control, index) => stateOf(control) !== before[index])
  for (const control of changed)
    for (const type of ['input', 'change']) control.dispatchEvent(new Event(type, { bubbles: true }))
  // they were not the user's
  forget(call, changed)
}

/** As if nobody had edited them. */
function forget({ page }: Call, all: readonly Element[]): void {
  for (const el of all.flatMap(groupOf)) for (const { edited } of page.Alpine.raw(page.calls)) edited.delete(el)
}

/** As the HTML standard resets each kind of control. */
export function toDefault(control: Control): void {
  const { type, options, defaultChecked, defaultValue } = control
  if (options) for (const option of options) option.selected = option.defaultSelected
  else if (/^(checkbox|radio)$/.test(type)) control.checked = defaultChecked
  else if (defaultValue === undefined) control.formResetCallback?.()
  else control.value = type === 'file' ? '' : defaultValue
}

function stateOf({ value, checked, options }: Control): string {
  return `${[value, checked, Array.from(options ?? [], ({ selected }) => selected)]}`
}
