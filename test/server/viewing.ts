import { onTestFinished } from 'vitest'
import { createHub, type Hub, type HubOptions, type LiveOptions, type ViewDefinition } from '../../server/index.js'
import { type Answer, type AppOptions, type CallOptions, decode, reading, type Served, serve } from './serve.js'

export interface Viewing extends Served {
  hub: Hub
  /** Opens the stream of `/rooms/1/live`, as the page does, and gives it once it has begun. */
  page(options?: PageOptions): Promise<ViewPage>
}

export interface PageOptions {
  path?: string
  /** The page that comes back, or its own way to say so. */
  resume?: ViewPage | string
  headers?: Record<string, string>
}

export interface ViewPage {
  response: Response
  /** The id of the view. */
  id: string
  isNew: boolean
  missed: boolean
  /** All that was read. */
  text: () => string
  until(text: string): Promise<string>
  rest(): Promise<string>
  /** What the fields of the view are, with all that was read. */
  fields(): Record<string, unknown>
  /** Calls an action as an element of this page does; `at` is the process that gets the call. */
  call(action: string, data?: unknown, options?: CallOptions & { at?: Served }): Promise<Answer>
  /** The same, as soon as there are headers. */
  open(action: string, data?: unknown, options?: CallOptions & { at?: Served }): Promise<Response>
  leave(): void
  /** Number of the last event. */
  last(): string
}

/** An application whose route `/rooms/:id/live` opens this view for each page; `?user=` is the user. */
export async function serveView(
  definition: ViewDefinition,
  { hub: given = {}, live = {}, ...app }: AppOptions & { hub?: HubOptions; live?: LiveOptions } = {},
): Promise<Viewing> {
  const hub = createHub(given)
  onTestFinished(() => hub.close({ drain: 0 }))
  const served = await serve({
    ...app,
    hyper: { hub, ...app.hyper },
    routes: (router) => {
      const user = ({ query }: { query: Record<string, unknown> }) => query['user'] as string | undefined
      router.get('/rooms/:id/live', hub.live({ view: definition, user, ...live }))
      app.routes?.(router)
    },
  })
  return { ...served, hub, page: (options) => openPage(served, options) }
}

let calls = 0

async function openPage(served: Served, { path = '/rooms/1/live', resume, headers }: PageOptions = {}) {
  const leaving = new AbortController()
  onTestFinished(() => leaving.abort())
  const resumed = typeof resume === 'object' ? `${resume.id} ${resume.last()}` : resume
  const sent = { ...(resumed && { 'Hyper-Resume': resumed }), ...headers }
  const response = await served.open(path, { method: 'GET', headers: sent, signal: leaving.signal })
  const { until, rest } = reading(response)
  let text = ''
  const read = async (doing: Promise<string>) => {
    text = await doing
    return text
  }
  if (response.headers.has('Hyper-Heartbeat')) {
    await read(until('event: view\n'))
    await read(until(`${text.slice(text.indexOf('event: view\n')).split('\n\n')[0]}\n\n`))
  }
  const news = decode(text).find(({ kind }) => kind === 'view')?.data as Record<string, unknown> | undefined
  const page: ViewPage = {
    response,
    id: String(news?.['id']),
    isNew: news?.['isNew'] === true,
    missed: news?.['missed'] === true,
    text: () => text,
    until: (wanted) => read(until(wanted)),
    rest: () => read(rest()),
    fields: () => fieldsIn(text),
    call: (action, data, { at = served, ...options } = {}) => at.call('/', callOf(page.id, action, data, options)),
    open: (action, data, { at = served, ...options } = {}) => at.open('/', callOf(page.id, action, data, options)),
    leave: () => leaving.abort(),
    last: () => [...text.matchAll(/^id: v(\d+)$/gm)].at(-1)?.[1] ?? '0',
  }
  return page
}

function callOf(view: string, action: string, data: unknown = {}, options: CallOptions): CallOptions {
  const id = `view-call-${++calls}`
  const known = { 'Hyper-Call': id, 'Idempotency-Key': id, 'Hyper-View': view }
  return { action, data, ...options, headers: { ...known, ...options.headers } }
}

/** Applies the signals of a stream, as the page does. */
function fieldsIn(text: string): Record<string, unknown> {
  const fields: Record<string, unknown> = {}
  const whole = text.slice(0, text.lastIndexOf('\n\n') + 2)
  for (const { kind, data } of decode(whole)) {
    if (kind !== 'signals') continue
    for (const [path, value] of Object.entries((data as { values: Record<string, unknown> }).values)) {
      const keys = path.split('.')
      const last = keys.pop() as string
      const holder = keys.reduce<Record<string, unknown>>((value, key) => value[key] as Record<string, unknown>, fields)
      holder[last] = value
    }
  }
  return fields
}
