export type Control = HTMLInputElement & { selectedOptions?: Iterable<HTMLOptionElement> }

/** The successful controls of a form, with its submitter, as the HTML standard builds the entry list. */
export function formFields(form: HTMLFormElement, submitter?: HTMLElement | null): Record<string, unknown> {
  const controls = [...(form.elements as Iterable<Element>)] as Control[]
  return group(
    new FormData(form, submitter),
    controls.filter((each) => !each.matches(':disabled')),
  )
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
  const plain = (name: string) => name.replace(/\[\]$/, '')
  for (const { name, type } of controls)
    if (name && (/\[\]$/.test(name) || type === 'select-multiple')) fields.set(plain(name), [])
  for (const [name, value] of entries) {
    // a file field that was left empty has an empty file
    if (!name || (value instanceof File && !value.name)) continue
    const present = fields.get(plain(name))
    if (Array.isArray(present)) present.push(value)
    else fields.set(plain(name), present === undefined ? value : [present, value])
  }
  return Object.fromEntries(fields)
}
