import type { Call } from './call.js'
import type { Page } from './page.js'

/** Notes in every call under way what the user edits meanwhile. */
export function registerEdits({ Alpine, calls }: Page): void {
  whenEdited((group) => {
    for (const { edited } of Alpine.raw(calls)) group.forEach(edited.add, edited)
  })
}

export function whenEdited(note: (group: Element[]) => void): void {
  for (const type of ['input', 'change'])
    document.addEventListener(
      type,
      (event) => {
        // a browser's own change follows an input, in a text field only when that is left
        if (type === 'input' || !event.isTrusted) note(groupOf(event.composedPath()[0] as Element))
      },
      true,
    )
}

/** Whether the user edited a control after the data of a call was read. */
export function editedSince({ edited }: Pick<Call, 'edited'>, control: Element): boolean {
  return edited.has(control)
}

/** A radio button with those it excludes; anything else alone. */
export function groupOf(control: Element): Element[] {
  const { type, name, form } = control as HTMLInputElement
  if (type !== 'radio' || !name) return [control]
  const radios = (control.getRootNode() as ParentNode).querySelectorAll<HTMLInputElement>('[type=radio]')
  return [...radios].filter((each) => each.name === name && each.form === form)
}
