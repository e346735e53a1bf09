import { onTestFinished } from 'vitest'
import { createHub, type Hub, type HubOptions, type LiveOptions } from '../../server/index.js'
import { type AppOptions, reading, type Served, serve } from './serve.js'

export interface Lives extends Served {
  hub: Hub
  /** Opens a stream as the page does, and gives it once it has begun. */
  live(path?: string, headers?: Record<string, string>): Promise<Live>
}

export interface Live {
  response: Response
  /** The position at which it began. */
  cursor: string
  until(text: string | ((read: string) => boolean)): Promise<string>
  rest(): Promise<string>
  leave(): void
}

/** An application with a hub, whose route `/live/:topic` has that topic; `?user=` is the user. */
export async function serveLive({
  hub: options = {},
  live: more = {},
  ...app
}: AppOptions & { hub?: HubOptions; live?: LiveOptions } = {}): Promise<Lives> {
  const hub = createHub(options)
  onTestFinished(() => hub.close())
  const served = await serve({
    ...app,
    routes: (router) => {
      const route = hub.live({
        topics: ({ params: { topic = '' } }) => [topic],
        user: ({ query }) => query['user'] as string | undefined,
        ...more,
      })
      router.get('/live/:topic', route)
      app.routes?.(router)
    },
  })
  return {
    ...served,
    hub,
    async live(path = '/live/room', headers = {}) {
      const leaving = new AbortController()
      onTestFinished(() => leaving.abort())
      const response = await served.open(path, { method: 'GET', headers, signal: leaving.signal })
      const { until, rest } = reading(response)
      const begun = response.headers.has('Hyper-Heartbeat')
        ? await until('event: live\n').then(() => until('\n\n'))
        : ''
      const [, cursor = ''] = /id: (\S+)/.exec(begun) ?? []
      return { response, cursor, until, rest, leave: () => leaving.abort() }
    },
  }
}

/** The `n`s of the signals in a text, in their order. */
export function numbersIn(text: string): number[] {
  return [...text.matchAll(/"n":(\d+)/g)].map(([, n]) => Number(n))
}

/** The id of the last event in a text. */
export function lastId(text: string): string {
  return [...text.matchAll(/^id: (\S+)$/gm)].at(-1)?.[1] ?? ''
}
