import { type Control, formFields, ownFields } from './fields.js'
import type { Lane } from './lanes.js'

/** What an element does by itself when it has `x-action`. */
export interface Habits {
  readonly event: string
  readonly lane: Lane
  /** The browser's own way to do it is prevented: always, or for a click without modifier keys. */
  readonly prevents?: 'always' | 'plain'
  /** What it sends by itself, read at the event. */
  fields?(event: Event): Record<string, unknown>
  /** Method and URL of its own, for an `x-action` without expression. */
  own?(event: Event): readonly [method: string, url: string]
}

export function habitsOf(el: Element): Habits {
  const { localName, type, form } = el as HTMLButtonElement
  const isForm = localName === 'form'
  if (isForm || (form && /submit|image/.test(type))) {
    const submitter = (event: Event) => (isForm ? (event as SubmitEvent).submitter : (el as HTMLElement))
    // a form may have a field named `form`
    const target = (isForm ? el : form) as HTMLFormElement
    return {
      event: isForm ? 'submit' : 'click',
      lane: 'block',
      prevents: 'always',
      fields: (event) => formFields(target, submitter(event)),
      own(event) {
        // by attribute, as a control named `action` hides the property
        const of = (name: string) => submitter(event)?.getAttribute(`form${name}`) ?? target.getAttribute(name) ?? ''
        return [of('method').toUpperCase() || 'GET', of('action')]
      },
    }
  }
  // by attribute, as the property of a link in SVG is no text
  const link = localName === 'a' && el.getAttribute('href')
  if (link) return { event: 'click', lane: 'queue', prevents: 'plain', own: () => ['GET', link] }
  const isChosen = /^(select|checkbox|radio|file)/.test(type)
  const isTyped =
    !isChosen && /^(textarea|input)$/.test(localName) && !/^(button|submit|image|reset|hidden)$/.test(type)
  if (!isTyped && !isChosen) return { event: 'click', lane: 'queue' }
  const fields = () => ownFields(el as Control)
  return isTyped ? { event: 'input', lane: 'replace', fields } : { event: 'change', lane: 'queue', fields }
}
