import type { Client } from '@libsql/client'
import { html } from 'hono/html'
import type Koa from 'koa'
import { z } from 'zod'
import { action, actions, elements, event, type Hub, signals } from '../../server/index.js'
import { guestOf } from '../guest.js'
import { type Html, type Layout, sourceOf } from '../layout.js'
import { earlier, line, present, sayForm, talk, typing } from './room/markup.js'
import { createMessages } from './room/messages.js'

const source = sourceOf(import.meta.url)

const Said = z.object({
  text: z.string().trim().min(1, 'Say something first.').max(300, 'Keep it to 300 characters.'),
})

/** A room where everybody hears what one says. */
export function room(database: Client, hub: Hub, layout: Layout): Koa.Middleware[] {
  const messages = createMessages(database)

  // the sender has it from the answer, all others from the hub
  const say = action({ input: Said }, async (ctx, { text }) => {
    const message = await messages.add(guestOf(ctx).name, text)
    const added = elements(line(message), { target: '#messages', swap: 'append' })
    await hub.publish('room', [added, event('typing', { name: '' })], { except: ctx.hyper.tab })
    return [added, signals({ text: '' })]
  })

  const typed = action(async (ctx) => {
    const { name } = guestOf(ctx)
    await hub.publish('room', event('typing', { name }), { except: ctx.hyper.tab })
  })

  const more = action({ method: 'GET', input: z.object({ before: z.coerce.number() }) }, async (_ctx, { before }) => {
    const found = await messages.before(before)
    return [
      elements(html`${found.messages.map(line)}`, { target: '#messages', swap: 'prepend' }),
      elements(earlier(found.more)),
    ]
  })

  const page: Koa.Middleware = async (ctx) => {
    // before the messages are read, so that none comes between
    const cursor = hub.cursor()
    const said = await messages.before()
    const { errors, values } = ctx.hyper
    ctx.body = await layout(ctx, {
      title: 'The common room',
      lede: html`What one says, all others hear: the server keeps a stream open to each browser, however many tabs it has.`,
      content: html`<div x-data x-live="/room/live#${cursor}">
        ${present(await hub.presence('room'))}
        ${talk(said.messages, said.more)}
        ${typing()}
        ${sayForm(guestOf(ctx), values['text'], errors['text']?.[0])}
      </div>
      ${notes()}`,
      source,
    })
  }

  return [actions({ say, typing: typed, earlier: more }), page]
}

/** For `/room/live`. */
export function roomLive(hub: Hub): Koa.Middleware {
  return hub.live({
    topics: () => ['room'],
    user: (ctx) => guestOf(ctx).id,
    presence: { who: (ctx) => ({ ...guestOf(ctx) }), items: (people) => elements(present(people)) },
  })
}

function notes(): Html {
  return html`<section class="notes">
    <h2>Try it</h2>
    <ul>
      <li>Open this page in another window, and in another browser.</li>
      <li>Begin to type: the others are told.</li>
      <li>Go offline for a while, and come back: what was said meanwhile is there.</li>
      <li>Switch JavaScript off: the form still sends, and the page shows what was said.</li>
    </ul>
  </section>`
}
