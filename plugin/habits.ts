import { formFields, ownFields } from './fields.js'
import type { Lane } from './lanes.js'

/** What an element does by itself when it has `x-action`: the table of DESIGN. */
export interface Habits {
  readonly event: string
  readonly lane: Lane
  /** The browser's own way to do it is prevented: always, or for a click without modifier keys. */
  readonly prevents: 'always' | 'plain' | 'never'
  /** What it sends by itself, read at the event. */
  fields(event: Event): Record<string, unknown>
  /** Method and URL of its own, for an `x-action` without expression. */
  own(event: Event): { method: string; url: string } | undefined
}

const none = () => ({})

export function habitsOf(el: Element): Habits {
  if (el instanceof HTMLFormElement) {
    const submitterOf = (event: Event) => (event as SubmitEvent).submitter ?? null
    return {
      event: 'submit',
      lane: 'block',
      prevents: 'always',
      fields: (event) => formFields(el, submitterOf(event)),
      own: (event) => formTarget(el, submitterOf(event)),
    }
  }
  if (isSubmitter(el)) {
    const form = el.form as HTMLFormElement
    return {
      event: 'click',
      lane: 'block',
      prevents: 'always',
      fields: () => formFields(form, el),
      own: () => formTarget(form, el),
    }
  }
  if (el instanceof HTMLAnchorElement && el.hasAttribute('href')) {
    return {
      event: 'click',
      lane: 'queue',
      prevents: 'plain',
      fields: none,
      own: () => ({ method: 'GET', url: el.href }),
    }
  }
  const own = () => undefined
  if (isControl(el)) {
    const typed = el instanceof HTMLTextAreaElement || !/select|checkbox|radio|file/.test(el.type)
    const fields = () => ownFields(el)
    return { event: typed ? 'input' : 'change', lane: typed ? 'replace' : 'queue', prevents: 'never', fields, own }
  }
  return { event: 'click', lane: 'queue', prevents: 'never', fields: none, own }
}

type Submitter = HTMLButtonElement | HTMLInputElement

function isSubmitter(el: Element): el is Submitter {
  return (
    (el instanceof HTMLButtonElement || el instanceof HTMLInputElement) &&
    /submit|image/.test(el.type) &&
    el.form !== null
  )
}

function isControl(el: Element): el is HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement {
  if (el instanceof HTMLInputElement) return !/button|reset|submit|image|hidden/.test(el.type)
  return el instanceof HTMLSelectElement || el instanceof HTMLTextAreaElement
}

/** By attribute, as a control named `action` hides the property. */
function formTarget(form: HTMLFormElement, submitter: Element | null): { method: string; url: string } {
  const method = submitter?.getAttribute('formmethod') ?? form.getAttribute('method') ?? 'GET'
  return {
    method: method.toUpperCase(),
    url: submitter?.getAttribute('formaction') ?? form.getAttribute('action') ?? '',
  }
}
