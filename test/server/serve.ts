import { once } from 'node:events'
import type { Server } from 'node:http'
import { type AddressInfo, connect, type Socket } from 'node:net'
import Router from '@koa/router'
import { createParser } from 'eventsource-parser'
import Koa from 'koa'
import { afterEach, expect } from 'vitest'
import { type Action, actions, type HyperMiddleware, type HyperOptions, hyper } from '../../server/index.js'

export interface AppOptions {
  /** Actions of the page `/`, whose own handler answers `page`. */
  actions?: Record<string, Action>
  hyper?: HyperOptions
  /** Middleware around `hyper()`. */
  outside?: (app: Koa) => void
  /** Middleware between `hyper()` and the routes. */
  inside?: (app: Koa) => void
  routes?: (router: Router) => void
}

export interface CallOptions {
  method?: string
  action?: string
  data?: unknown
  headers?: Record<string, string>
  body?: BodyInit
  signal?: AbortSignal
}

export interface Sent {
  kind: string
  data: unknown
}

export interface Answer {
  status: number
  headers: Headers
  text: string
  events: Sent[]
}

export interface Served {
  url: string
  port: number
  hyper: HyperMiddleware
  /** Makes a call as the page does, and gives the response as soon as its headers are there. */
  open(path: string, options?: CallOptions): Promise<Response>
  /** Makes a call as the page does, and reads the whole answer. */
  call(path: string, options?: CallOptions): Promise<Answer>
  /** A request without JavaScript; redirects are not followed. */
  plain(path: string, init?: RequestInit): Promise<Response>
  /** Writes bytes to a socket and gives what came back until the server closes it. */
  raw(text: string): Promise<string>
  connect(): Socket
  /** What `app.on('error')` heard since the last look. Server errors that no test looks at fail it. */
  failures(): (Error & { status?: number; expose?: boolean })[]
}

const closing: (() => Promise<void> | void)[] = []

afterEach(async () => {
  for (const close of closing.splice(0)) await close()
})

/** A real Koa application on a real port, closed after the test. */
export async function serve(options: AppOptions): Promise<Served> {
  const app = new Koa()
  const heard: (Error & { expose?: boolean })[] = []
  app.on('error', (error) => heard.push(error))
  options.outside?.(app)
  const middleware = hyper(options.hyper)
  app.use(middleware)
  options.inside?.(app)
  const router = new Router()
  options.routes?.(router)
  router.all('/', actions(options.actions ?? {}), (ctx) => {
    ctx.body = '<p>page</p>'
  })
  app.use(router.routes())
  const server = app.listen(0)
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  closing.push(async () => {
    await stop(server)
    expect(heard.filter((error) => !error.expose)).toEqual([])
  })

  const url = `http://localhost:${port}`
  const served: Served = {
    url,
    port,
    hyper: middleware,
    open: (path, options) => fetch(request(url + path, options)),
    async call(path, options) {
      const response = await served.open(path, options)
      const text = await response.text()
      const { status, headers } = response
      return { status, headers, text, events: decode(text) }
    },
    plain: (path, init) => fetch(url + path, { redirect: 'manual', ...init }),
    async raw(text) {
      const socket = served.connect()
      let received = ''
      socket.on('data', (chunk) => {
        received += chunk
      })
      socket.write(text)
      await once(socket, 'close')
      return received
    },
    connect() {
      const socket = connect(port, 'localhost')
      socket.on('error', () => {}) // a reset is one way in which a server may close
      closing.unshift(() => void socket.destroy())
      return socket
    },
    failures: () => heard.splice(0),
  }
  return served
}

function request(url: string, { method = 'POST', action, data, headers, body, signal }: CallOptions = {}): Request {
  const to = new URL(url)
  const sent = new Headers({ Accept: 'text/event-stream, text/html;q=0.9', 'Hyper-Call': 'call-1' })
  if (action !== undefined) sent.set('Hyper-Action', action)
  const inQuery = method === 'GET' || method === 'DELETE' || method === 'HEAD'
  if (inQuery && data !== undefined) to.searchParams.set('_data', JSON.stringify(data))
  const json = inQuery || data === undefined ? undefined : JSON.stringify(data)
  if (json !== undefined) sent.set('Content-Type', 'application/json')
  for (const [name, value] of Object.entries(headers ?? {})) sent.set(name, value)
  return new Request(to, {
    method,
    headers: sent,
    redirect: 'manual',
    ...((body ?? json) !== undefined && { body: body ?? json }),
    ...(signal && { signal }),
  } as RequestInit)
}

async function stop(server: Server): Promise<void> {
  server.closeAllConnections()
  await new Promise((resolve) => server.close(resolve))
}

/** The events of an answer, by a parser that is not ours. */
export function decode(text: string): Sent[] {
  const events: Sent[] = []
  const parser = createParser({
    onEvent: ({ event = 'message', data }) => events.push({ kind: event, data: JSON.parse(data) }),
  })
  parser.feed(text)
  return events
}

/** Reads a streamed answer piece by piece. */
export function reading(response: Response): {
  /** Reads on until what has been read so far holds `text`, or is as it says. */
  until(text: string | ((read: string) => boolean)): Promise<string>
  /** Reads to the end. */
  rest(): Promise<string>
} {
  const reader = (response.body as ReadableStream<Uint8Array>).pipeThrough(new TextDecoderStream() as never).getReader()
  let read = ''
  const step = async () => {
    const { done, value } = await reader.read()
    read += value ?? ''
    return !done
  }
  return {
    async until(text) {
      const isThere = typeof text === 'string' ? () => read.includes(text) : () => text(read)
      while (!isThere()) if (!(await step())) throw new Error(`The answer ended before ${text}: ${read}`)
      return read
    },
    async rest() {
      while (await step());
      return read
    },
  }
}

/** A promise, and the function that fulfils it: what a test holds back. */
export function gate<T = void>(): { passed: Promise<T>; open: (value: T) => void } {
  let open: (value: T) => void = () => {}
  const passed = new Promise<T>((resolve) => {
    open = resolve
  })
  return { passed, open }
}

/** Waits until a number has stopped growing: it has not over many turns of the event loop. */
export async function stalled(value: () => number): Promise<void> {
  let last = -1
  let same = 0
  await expect
    .poll(
      () => {
        same = value() === last && last > 0 ? same + 1 : 0
        last = value()
        return same
      },
      { interval: 20, timeout: 5000 },
    )
    .toBeGreaterThan(10)
}
