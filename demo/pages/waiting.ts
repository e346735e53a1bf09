import { loadavg } from 'node:os'
import { setTimeout as pause } from 'node:timers/promises'
import type { Client, InValue, Row } from '@libsql/client'
import { html } from 'hono/html'
import type Koa from 'koa'
import { z } from 'zod'
import { action, actions, elements, signals, stopPolling, toast } from '../../server/index.js'
import { type Html, type Layout, sourceOf } from '../layout.js'

const source = sourceOf(import.meta.url)

const steps = 8
const readings = 10

/** What takes long, what takes too long, what comes by itself, and what is better asked first. */
export function waiting(database: Client, layout: Layout): Koa.Middleware[] {
  /** Each step is on the page before the next one begins; a cancel stops it here, too. */
  const climb = action({ onDisconnect: 'abort' }, async function* (ctx) {
    const { abortSignal } = ctx.hyper
    const [begun] = await query('insert into climbs default values returning id')
    const id = Number(begun?.['id'])
    for (let step = 1; step <= steps && !abortSignal.aborted; step++) {
      await pause(400, undefined, { signal: abortSignal }).catch(() => {})
      if (abortSignal.aborted) break
      await query('update climbs set step = ? where id = ?', step, id)
      yield signals({ step })
    }
    await query('update climbs set ended = ? where id = ?', abortSignal.aborted ? 'cancelled' : 'at the top', id)
    yield [elements(await log()), toast('At the top.', { level: 'success' })]
  })

  const nap = action({ method: 'GET' }, async (ctx) => {
    await pause(4000, undefined, { signal: ctx.hyper.abortSignal }).catch(() => {})
    return toast('That took four seconds.')
  })

  const Reading = z.object({ reading: z.coerce.number().int().min(0).catch(0) })
  const watch = action({ method: 'GET', input: Reading }, async (_ctx, { reading }) => {
    const next = { reading: reading + 1, ...now() }
    return [signals(next), elements(await log()), next.reading >= readings && stopPolling()]
  })

  const forget = action(async () => {
    await query('delete from climbs where ended is not null')
    return [elements(await log()), toast('The log is empty.')]
  })

  async function query(sql: string, ...args: InValue[]): Promise<Row[]> {
    const { rows } = await database.execute({ sql, args })
    return rows
  }

  async function log(): Promise<Html> {
    const rows = await query('select * from climbs order by id desc limit 5')
    return html`<ol class="rows log" id="log" aria-label="The last climbs">${rows.map(
      ({ id, step, ended }) => html`<li class="member">Climb ${id}, step ${step} of ${steps}
        <b>${ended ?? 'under way'}</b></li>`,
    )}</ol>`
  }

  const page: Koa.Middleware = async (ctx) => {
    ctx.body = await layout(ctx, {
      title: 'Worth the wait',
      lede: html`An answer may come in steps, be called off, or not come at all. The page always knows which.`,
      content: html`<div class="panels">${climbPanel()}${watchPanel(await log())}${napPanel()}${forgetPanel()}</div>
        ${notes()}`,
      source,
    })
  }

  return [actions({ climb, nap, watch, forget }), page]
}

/** The server’s time, and what it has to do. */
function now(): { time: string; load: string } {
  return { time: new Date().toISOString().slice(11, 19), load: (loadavg()[0] ?? 0).toFixed(2) }
}

function climbPanel(): Html {
  return html`<section class="panel" aria-labelledby="climb" x-data="{ step: 0 }">
    <h2 id="climb">A long climb</h2>
    <progress max="${steps}" value="0" :value="step" aria-labelledby="climb"></progress>
    <p class="hint" role="status">
      <span x-show="$action.pending('climb')">Step <b x-text="step">0</b> of ${steps}</span>
      <span x-show="!$action.pending('climb')">${steps} steps, three seconds</span>
    </p>
    <form method="post" class="controls" x-action @submit="step = 0">
      <button class="main" name="_action" value="climb" :data-busy="$action.pending('climb')">Climb</button>
      <button class="scripted" type="button" :disabled="!$action.pending('climb')"
        @click="$action.cancel('climb')">Cancel</button>
    </form>
  </section>`
}

/** Not while the tab is hidden, and never two at a time. */
function watchPanel(log: Html): Html {
  const { time, load } = now()
  return html`<section class="panel" aria-labelledby="watch" x-data="${JSON.stringify({ time, load, reading: 0 })}"
    x-action:poll.2s="GET watch({ reading: reading })">
    <h2 id="watch">What the server says</h2>
    <dl><div><dt>Time (UTC)</dt><dd x-text="time">${time}</dd></div><div><dt>Load</dt><dd x-text="load">${load}</dd></div></dl>
    ${log}
    <p class="hint scripted"><span x-show="reading < ${readings}">Reading <b x-text="reading">0</b> of ${readings}.</span>
      <span x-show="reading === ${readings}">That was the last one: the server ended the poll.</span></p>
    <p class="hint"><a href="/waiting">Read again</a></p>
  </section>`
}

function napPanel(): Html {
  return html`<section class="panel scripted" aria-labelledby="nap" x-data @hyper:error.prevent.stop>
    <h2 id="nap">Too long, or not at all</h2>
    <p class="hint" role="status">
      <span x-show="$action.pending('nap')">Waiting …</span>
      <span x-show="!$action.pending('nap') && !$action.error">The answer takes four seconds.</span>
      <span x-show="!$action.pending('nap') && $action.error && $action.error.code === 'timeout'">Given up after one
        second.</span>
      <span x-show="!$action.pending('nap') && $action.error && $action.error.code === 'offline'">There was no answer in
        half a minute.</span>
      <b x-offline>You are offline. What waits is sent when you are back.</b>
    </p>
    <div class="controls">
      <button type="button" @click="$action('GET nap')">Wait for it</button>
      <button type="button" @click="$action('GET nap', {}, { timeout: 1000 })">One second at most</button>
      <button type="button" x-show="$action.error" @click="$action.retry()">Try again</button>
    </div>
  </section>`
}

function forgetPanel(): Html {
  return html`<section class="panel" aria-labelledby="forget" x-data>
    <h2 id="forget">Better asked first</h2>
    <p class="hint">The log of all climbs, gone for good.</p>
    <form method="post" class="controls" x-action>
      <button class="danger" name="_action" value="forget" x-confirm="Empty the log? It does not come back."
        data-yes="Empty it" data-no="Keep it">Empty the log</button>
    </form>
  </section>`
}

function notes(): Html {
  return html`<section class="notes">
    <h2>Try it</h2>
    <ul>
      <li>Cancel halfway: the log shows that the server has stopped, too.</li>
      <li>Look at another tab for a while: the readings wait for you.</li>
      <li>Wait for one second at most, and try again; go offline, wait, and come back.</li>
      <li>Switch JavaScript off: the climb is a page that takes three seconds.</li>
    </ul>
  </section>`
}
