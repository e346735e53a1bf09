import { action } from '../../../server/index.js'
import type { App, AppOptions } from '../app.js'
import { act, type Ended } from '../page.js'
import { itemsOf, type Sent } from './sent.js'
import { tools } from './tools.js'

/** A page with the tools of the scenarios, to which the server sends what a test says. */
export async function openLab(
  open: (options: AppOptions) => Promise<App>,
  body: string,
  { script = '', ...options }: Partial<AppOptions> = {},
): Promise<App & { send: (...sent: Sent[]) => Promise<Ended> }> {
  const app = await open({
    body: `<div id="source" x-data hidden></div>${body}`,
    script: tools + script,
    actions: { answer: action((_, { sent }) => itemsOf(sent as Sent[])) },
    ...options,
  })
  const send = async (...sent: Sent[]) => {
    const ended = await act(app.page, '#source', 'answer', { sent })
    await app.page.evaluate('settled()')
    return ended
  }
  return { ...app, send }
}
