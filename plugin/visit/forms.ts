import { carries } from '../directives.js'
import { withBreaks } from '../fields.js'
import { settingsOf } from './links.js'
import type { Visit, Visits } from './visits.js'

/** Sends forms as a browser would, and shows the page that answers. */
export function watchForms(visits: Visits, go: (visit: Visit) => Promise<void>): void {
  const sending = new Set<HTMLFormElement>()
  document.addEventListener('submit', (event) => {
    const { submitter } = event
    const form = event.composedPath()[0] as HTMLFormElement
    if (event.defaultPrevented || carries(form, visits.page.Alpine.prefixed('action'))) return
    // by attribute, as a control named `action` hides the property
    const of = (name: string) => submitter?.getAttribute(`form${name}`) ?? form.getAttribute(name) ?? ''
    const method = of('method').toLowerCase()
    const type = of('enctype').toLowerCase()
    const url = new URL(of('action') || location.href, document.baseURI)
    const settings = settingsOf(visits.page, submitter ?? form)
    const isOurs = url.origin === location.origin && /^(_self)?$/i.test(of('target')) && type !== 'text/plain'
    if (!settings || !isOurs || method === 'dialog') return
    event.preventDefault()
    // sent once, however often it is asked for
    if (sending.has(form)) return
    const data = new FormData(form, submitter)
    if (method !== 'post') {
      url.search = `${encode(data)}`
      void go({ ...settings, url, kind: 'visit', asks: form })
      return
    }
    const body = type === 'multipart/form-data' ? data : encode(data)
    sending.add(form)
    void go({ ...settings, url, kind: 'visit', form, body }).finally(() => sending.delete(form))
  })
}

/** Of a file, its name. */
function encode(data: FormData): URLSearchParams {
  const text = (value: FormDataEntryValue) => withBreaks(typeof value === 'string' ? value : value.name)
  return new URLSearchParams(Array.from(data, ([name, value]) => [withBreaks(name), text(value)]))
}
