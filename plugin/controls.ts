import type { Change } from './change.js'
import { editedSince, groupOf } from './edits.js'
import { modelOf } from './inside-alpine.js'

type Control = HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement

/** The user's input wins: in a control that has the focus, was edited since the call left, or belongs to an `x-model`. */
function isUsers({ call, force }: Change, control: Control): boolean {
  // an x-model is changed by signals
  if (modelOf(control)) return true
  if (force) return false
  return groupOf(control).includes(document.activeElement as Element) || editedSince(call, control)
}

/** Changes what a control starts with. What it shows follows, unless that is the user's. */
export function setDefault(to: Change, control: Control, change: () => void): void {
  const { value, checked } = control as HTMLInputElement
  const users = isUsers(to, control)
  change()
  const { defaultValue, defaultChecked, type } = control as HTMLInputElement
  if (/checkbox|radio/.test(type)) (control as HTMLInputElement).checked = users ? checked : defaultChecked
  else if (!/file|hidden|button|submit|reset|image/.test(type)) {
    const wanted = users ? value : defaultValue
    // setting even the same value would move the caret
    if (control.value !== wanted) control.value = wanted
  }
}

/** Changes the options of a select. What was chosen stays, if it is the user's. */
export function changeOptions(to: Change, select: HTMLSelectElement, change: () => void): void {
  const chosen = new Set(select.selectedOptions)
  const users = isUsers(to, select)
  change()
  if (!users || ![...chosen].some((option) => option.isConnected)) return
  for (const option of select.options) if (option.selected !== chosen.has(option)) option.selected = chosen.has(option)
}
