import type { Page } from 'playwright'
import type { Outcome } from '../../plugin/index.js'
import { type Action, action, type Method, type Returned } from '../../server/index.js'

/** What a page's own scripts see of Alpine. */
declare const Alpine: {
  evaluate(el: Element | null, expression: string): unknown
  closestDataStack(el: Element): Record<string, unknown>[]
  store(name: string): Record<string, unknown>
}

export type Values = Record<string, unknown>

/** An outcome, with the codes of its problems instead of the problems. */
export type Ended = Omit<Outcome, 'problems'> & { problems: string[] }

/** What `$action(call, data, options)` at an element resolves with. */
export function act(page: Page, source: string, call: string, data?: unknown, options?: Values): Promise<Ended> {
  return page.evaluate(
    async ([source, ...parameters]) => {
      const [run] = Alpine.evaluate(document.querySelector(source), '[$action]') as [
        (...parameters: unknown[]) => Promise<Outcome>,
      ]
      const { problems, ...outcome } = await run(...parameters)
      return { ...outcome, problems: problems.map(({ code }) => code) }
    },
    [source, call, data, options] as const,
  )
}

/** The data of each `x-data` that has an id, without what is further out, and the global store as `$`. */
export function state(page: Page): Promise<Record<string, Values>> {
  return page.evaluate(() => {
    const roots = [...document.querySelectorAll('[x-data][id]')]
    const own = roots.map((el) => [el.id, { ...Alpine.closestDataStack(el)[0] }])
    return JSON.parse(JSON.stringify(Object.fromEntries([...own, ['$', Alpine.store('hyper')]])))
  })
}

/** Runs an expression as Alpine would at an element. */
export function evaluate(page: Page, source: string, expression: string): Promise<unknown> {
  return page.evaluate(([source, expression]) => Alpine.evaluate(document.querySelector(source), expression), [
    source,
    expression,
  ] as const)
}

/** Waits until nothing in the page is busy. */
export async function idle(page: Page): Promise<void> {
  await page.waitForFunction(() => !document.querySelector('[aria-busy=true]'))
}

/** A script of a page: `isDelayed` once something in it waits for a minute. */
export const watchDelay = `{
  const wait = setTimeout
  window.setTimeout = (act, delay) => ((window.isDelayed ||= delay === 60_000), wait(act, delay))
}`

/** What an action was given. */
export interface Noted {
  method: string
  path: string
  /** Its name, if it was called by name. */
  action: string | undefined
  input: Values
}

/** An action that notes what it is given, and answers with what `reply` says. */
export function noting(reply: (input: Values) => Returned = () => undefined): {
  note: Action
  notes: Noted[]
} {
  const notes: Noted[] = []
  const method: Method[] = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE']
  const note = action({ method }, (ctx, input) => {
    notes.push({ method: ctx.method, path: ctx.path, action: ctx.hyper.action, input })
    return reply(input)
  })
  return { note, notes }
}

/** A promise, and what fulfils it. */
export function gate(): { opened: Promise<void>; open: () => void } {
  let open = () => {}
  const opened = new Promise<void>((resolve) => {
    open = resolve
  })
  return { opened, open }
}
