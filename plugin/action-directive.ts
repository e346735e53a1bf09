import { parseCall } from './call-syntax.js'
import { HyperError, nameOf, report } from './error.js'
import { habitsOf } from './habits.js'
import type { Lane } from './lanes.js'
import type { Page } from './page.js'
import { captureScope, scopeFor } from './scope.js'
import { start } from './start.js'

/** `x-action[:event][.modifiers]="[VERB ]name[(data)]"`: `x-on` that calls the server. */
export function registerAction(page: Page): void {
  const { Alpine } = page
  Alpine.directive(
    'action',
    Alpine.skipDuringClone((el, { value, modifiers, expression }, { cleanup }) => {
      const habits = habitsOf(el)
      const lane = modifiers.find(isLane)
      const type = value ?? habits.event
      const isOwn = type === habits.event
      const rest = modifiers.filter((modifier) => !isLane(modifier))
      // Alpine prevents at once even if it calls later
      const late = rest.some((modifier) => /debounce|throttle/.test(modifier))
      if (isOwn && (habits.prevents === 'always' || (habits.prevents === 'plain' && late))) rest.push('prevent')

      const handle = (event: Event) => {
        if (isOwn && habits.prevents === 'plain') {
          if (isModified(event as MouseEvent, el)) return
          event.preventDefault()
        }
        if (habits.lane === 'block' && !isValid(el, event)) return
        run(event).catch((cause) => report(el, asError(cause, expression, el)))
      }
      const run = async (event: Event) => {
        const own = expression ? undefined : habits.own(event)
        if (!expression && !own)
          throw new HyperError(
            'syntax',
            `needs an expression, such as "save"; only a form, a submit button and a link have a URL of their own`,
          )
        const syntax = own ? { method: own.method, name: own.url || page.url, data: '' } : parseCall(expression)
        // loop variables are what they were at the event; all else is read when the request is sent
        const scope = scopeFor(Alpine, captureScope(Alpine, el), { $event: event })
        const read = () => (syntax.data ? readData(page, el, syntax.data, scope) : undefined)
        const options = { lane: lane ?? (syntax.method === 'GET' ? 'replace' : habits.lane) }
        return start(page, {
          syntax,
          source: el,
          fields: habits.fields(event),
          data: read,
          url: own && (own.url || page.url),
          options,
        })
      }
      cleanup(Alpine.bind(el, { [`@${[type, ...rest].join('.')}`]: handle }))
    }),
  )
}

/** As the only entry of a list: a second one, or none, is noticed, and an error is thrown instead of logged. */
async function readData({ Alpine }: Page, el: Element, expression: string, scope: object): Promise<unknown> {
  const list = Alpine.evaluateRaw(el, `[${expression}]`, { scope }) as unknown[]
  if (list.length !== 1) throw new HyperError('data', `takes one object, not ${list.length} values`)
  return list[0]
}

function isLane(modifier: string): modifier is Lane {
  return /^(replace|block|queue|parallel)$/.test(modifier)
}

/** Opening in a new tab, downloading and the like stay the browser's. */
function isModified(event: MouseEvent, el: Element): boolean {
  const { ctrlKey, metaKey, shiftKey, altKey, button } = event
  return (
    ctrlKey ||
    metaKey ||
    shiftKey ||
    altKey ||
    button > 0 ||
    el.hasAttribute('download') ||
    /^_(?!self)/.test((el as HTMLAnchorElement).target)
  )
}

/** A submit event comes only from a valid form; a button that calls by itself asks the browser. */
function isValid(el: Element, event: Event): boolean {
  if (event.type === 'submit') return true
  const { form, formNoValidate } = el as HTMLButtonElement
  return !form || form.noValidate || formNoValidate || form.reportValidity()
}

function asError(cause: unknown, expression: string, el: Element): HyperError {
  const { code, message } = cause as HyperError
  return new HyperError(code ?? 'data', `x-action="${expression}" on ${nameOf(el)}: ${message ?? cause}`, { cause })
}
