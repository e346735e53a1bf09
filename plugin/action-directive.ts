import { parseCall } from './call-syntax.js'
import { carries } from './directives.js'
import { failureOf, report } from './error.js'
import { type Control, formFields, ownFields } from './fields.js'
import { habitsOf } from './habits.js'
import type { Lane } from './lanes.js'
import { later } from './later.js'
import type { Page } from './page.js'
import { captureScope, dataOf } from './scope.js'
import { start } from './start.js'

const isLane = (modifier: string): modifier is Lane => /^(replace|block|queue|parallel)$/.test(modifier)

/** `x-action[:event][.modifiers]="[VERB ]name[(data)]"`: `x-on` that calls the server. */
export function registerAction(page: Page): void {
  const { Alpine } = page
  Alpine.directive(
    'action',
    Alpine.skipDuringClone((el, { value, modifiers, expression }, { cleanup }) => {
      const habits = habitsOf(el)
      const written = `x-action="${expression}"`
      const type = value ?? habits.event
      const prevents = type === habits.event && habits.prevents
      const isOnly = modifiers.includes('only')
      const rest = modifiers.filter((modifier) => modifier !== 'only' && !isLane(modifier))
      // Alpine prevents at once, even if it calls later
      if (prevents === 'always' || (prevents && /debounce|throttle/.test(`${rest}`))) rest.push('prevent')

      const call = async (event: Event) => {
        const [method, url] = (!expression && habits.own?.(event)) || []
        const syntax = method ? { method, name: url || page.url, data: '' } : parseCall(expression)
        // loop variables are what they were at the event; all else is read when the request is sent
        const layers = captureScope(Alpine, el)
        const read = () => {
          if (!syntax.data) return undefined
          // the magics first: Alpine gives each x-data those of its own element
          const own = Alpine.injectMagics({ $event: event }, el)
          const scope = Alpine.mergeProxies([own, ...layers.map((layer) => dataOf(Alpine, layer) ?? layer.data)])
          // a list shows whether there is more than one value, and this evaluator throws
          const values = Alpine.evaluateRaw(el, `[${syntax.data}]`, { scope }) as unknown[]
          return values.length > 1 ? values : values[0]
        }
        const lane = modifiers.find(isLane) ?? (isOnly || syntax.method === 'GET' ? 'replace' : habits.lane)
        return start(page, {
          syntax,
          source: el,
          written,
          data: isOnly ? onlyOf(el as Control) : habits.fields?.(event),
          read,
          asks: asksOf(page, el, event),
          url: method && syntax.name,
          options: { lane },
        })
      }
      const run = (event: Event) =>
        call(event).catch((cause) => {
          report(el, failureOf({ source: el, written }, cause.code ?? 'data', cause.message, { cause }))
          return undefined
        })
      const handle = (event: Event) => {
        if (prevents === 'plain') {
          if (isModified(event as MouseEvent, el as HTMLAnchorElement)) return
          event.preventDefault()
        }
        if (event.type === 'click' && prevents === 'always' && !isValid(el as HTMLButtonElement)) return
        void run(event)
      }
      if (type === 'poll') {
        return cleanup(later(el, written, import('./poll.js'), ({ poll }) => poll(page, el, rest, run)))
      }
      // x-on evaluates what it binds, which takes most of a page's start; a plain click has no need of it
      if (rest[0] || type === 'submit') cleanup(Alpine.bind(el, { [`@${[type, ...rest].join('.')}`]: handle }))
      else {
        el.addEventListener(type, handle)
        cleanup(() => el.removeEventListener(type, handle))
      }
    }),
  )
}

/** The element that asks before the call is made: the button that submits, or the one that calls. */
function asksOf({ Alpine }: Page, el: Element, event: Event): Element | null | undefined {
  const { submitter } = event as SubmitEvent
  return [submitter, el].find((each) => each && carries(each, Alpine.prefixed('confirm')))
}

/** The fields of a form, of which only one is to be checked. */
function onlyOf(control: Control): Record<string, unknown> {
  return { ...(control.form ? formFields(control.form) : ownFields(control)), _only: control.name }
}

/** Opening in a new tab, downloading and the like stay the browser's. */
export function isModified(click: MouseEvent, link: HTMLAnchorElement): boolean {
  return (
    click.ctrlKey ||
    click.metaKey ||
    click.shiftKey ||
    click.altKey ||
    click.button > 0 ||
    link.hasAttribute('download') ||
    /^_(?!self)/.test(link.target)
  )
}

/** A form is valid when it submits; a button that calls by itself asks the browser. */
function isValid({ form, formNoValidate }: HTMLButtonElement): boolean {
  return !form || form.noValidate || formNoValidate || form.reportValidity()
}
