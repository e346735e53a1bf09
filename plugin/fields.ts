export type Control = HTMLInputElement & { selectedOptions?: Iterable<HTMLOptionElement> }

/** The successful controls of a form, with its submitter, as the HTML standard builds the entry list. */
export function formFields(form: HTMLFormElement, submitter?: HTMLElement | null): Record<string, unknown> {
  return group(
    new FormData(form, submitter),
    controlsOf(form).filter((each) => !each.matches(':disabled')),
  )
}

/** `form.elements`, also in a form that has a control of this name. */
export function controlsOf(form: HTMLFormElement): Control[] {
  return [...(Reflect.get(HTMLFormElement.prototype, 'elements', form) as Iterable<Control>)]
}

/** What a single control sends: its own name and value. */
export function ownFields(control: Control): Record<string, unknown> {
  const { type, checked, files, selectedOptions, value } = control
  const values =
    files ??
    (selectedOptions
      ? Array.from(selectedOptions, (option) => option.value)
      : /checkbox|radio/.test(type) && !checked
        ? []
        : [value])
  return group(
    Array.from<unknown, [string, unknown]>(values, (each) => [control.name, each]),
    [control],
  )
}

/** `name[]` and `select[multiple]` are always arrays; another name becomes one when it is repeated. */
function group(entries: Iterable<readonly [string, unknown]>, controls: Control[]): Record<string, unknown> {
  const fields = new Map<string, unknown>()
  const plain = (name: string) => withBreaks(name).replace(/\[\]$/, '')
  for (const control of controls) {
    // a custom element has no property of it
    const name = control.getAttribute('name')
    if (name && (/\[\]$/.test(name) || control.type === 'select-multiple')) fields.set(plain(name), [])
  }
  for (const [name, given] of entries) {
    // a file field that was left empty has an empty file
    if (!name || (given instanceof File && !given.name)) continue
    const value = typeof given === 'string' ? withBreaks(given) : given
    const present = fields.get(plain(name))
    if (Array.isArray(present)) present.push(value)
    else fields.set(plain(name), present === undefined ? value : [present, value])
  }
  return Object.fromEntries(fields)
}

/** A form that is sent by the browser has CRLF for every line break. */
export const withBreaks = (text: string) => text.replace(/\r\n?|\n/g, '\r\n')
