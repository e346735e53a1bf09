type Control = HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement

/** The successful controls of a form, with its submitter, as the HTML standard builds the entry list. */
export function formFields(form: HTMLFormElement, submitter: HTMLElement | null): Record<string, unknown> {
  const controls = [...form.elements] as Control[]
  const lists = controls
    .filter((each) => each.name && !each.matches(':disabled') && isMultiple(each))
    .map((each) => each.name)
  return group(new FormData(form, submitter), lists)
}

/** What a single control sends: its own name and value. */
export function ownFields(control: Control): Record<string, unknown> {
  const { name, value } = control
  if (!name) return {}
  const entries: [string, unknown][] =
    control instanceof HTMLSelectElement
      ? [...control.selectedOptions].map((option) => [name, option.value])
      : control instanceof HTMLInputElement && control.files
        ? [...control.files].map((file) => [name, file])
        : control instanceof HTMLInputElement && /checkbox|radio/.test(control.type) && !control.checked
          ? []
          : [[name, value]]
  return group(entries, isMultiple(control) ? [name] : [])
}

function isMultiple(control: Control): boolean {
  return control.name.endsWith('[]') || control.type === 'select-multiple'
}

/** `name[]` and `select[multiple]` are always arrays; another name becomes one when it is repeated. */
function group(entries: Iterable<readonly [string, unknown]>, lists: string[]): Record<string, unknown> {
  const key = (name: string) => name.replace(/\[\]$/, '')
  const fields = new Map<string, unknown>(lists.map((name) => [key(name), []]))
  for (const [name, value] of entries) {
    if (value instanceof File && !value.name && !value.size) continue
    const present = fields.get(key(name))
    if (Array.isArray(present)) present.push(value)
    else fields.set(key(name), present === undefined ? value : [present, value])
  }
  return Object.fromEntries(fields)
}
