import { setTimeout as after } from 'node:timers/promises'
import { html } from 'hono/html'
import type Koa from 'koa'
import { action, actions, elements, type Hub, type OpenView, view } from '../../server/index.js'
import { type Html, type Layout, sourceOf } from '../layout.js'
import { type Reading, readingAt, remark } from './weather/station.js'

const source = sourceOf(import.meta.url)

/** Milliseconds from one reading to the next. */
const pace = 1000

type Unit = 'C' | 'F'

interface Fields extends Reading {
  unit: Unit
  readings: number
}

/** What an open page keeps on the server: its fields are the numbers that it shows. */
const station = view<Fields>({
  state: () => ({ ...readingAt(Date.now()), unit: 'C', readings: 0 }),
  connect(station) {
    station.start('measure', (abortSignal) => measure(station, abortSignal))
  },
})

async function measure(station: OpenView<Fields>, signal: AbortSignal): Promise<void> {
  let last = readingAt(Date.now())
  for (;;) {
    await after(pace, undefined, { signal })
    const now = readingAt(Date.now())
    const said = remark(last, now)
    last = now
    Object.assign(station, shown(now, station.unit), { readings: station.readings + 1 })
    if (said) await station.send(elements(entry(said), { target: '#log', swap: 'prepend' }))
  }
}

/** The numbers are signals, the log is HTML; both come when the server has something new. */
export function weather(layout: Layout): Koa.Middleware[] {
  const unit = action({ view: station }, (ctx) => {
    const { view } = ctx.hyper
    view.unit = view.unit === 'C' ? 'F' : 'C'
    Object.assign(view, shown(readingAt(Date.now()), view.unit))
  })

  const page: Koa.Middleware = async (ctx) => {
    const now = readingAt(Date.now())
    ctx.body = await layout(ctx, {
      title: 'The weather outside',
      lede: html`This page has a state of its own on the server. A number that changes there changes here.`,
      content: html`<div x-data="${JSON.stringify({ ...now, unit: 'C', readings: 0 })}" x-live="/weather/live">
        <dl class="instruments">
          <div><dt>Temperature</dt><dd><b class="measured" x-text="temperature">${now.temperature}</b> °<span x-text="unit">C</span></dd></div>
          <div><dt>Wind</dt><dd><b class="measured" x-text="wind">${now.wind}</b> km/h</dd></div>
          <div><dt>Pressure</dt><dd><b class="measured" x-text="pressure">${now.pressure}</b> hPa</dd></div>
        </dl>
        <p class="hint">Readings since this page was opened: <b x-text="readings">0</b></p>
        <div class="controls scripted"><button type="button" x-action="unit">Celsius or Fahrenheit</button></div>
        <h2>The log</h2>
        <ol class="rows log" id="log"></ol>
        <p class="empty">Nothing to remark yet. The weather changes quickly here.</p>
      </div>
      ${notes()}`,
      source,
    })
  }

  return [actions({ unit }), page]
}

/** For `/weather/live`. */
export function weatherLive(hub: Hub): Koa.Middleware {
  return hub.live({ view: station })
}

function shown({ temperature, ...rest }: Reading, unit: Unit): Reading {
  return { ...rest, temperature: unit === 'C' ? temperature : Math.round((temperature * 1.8 + 32) * 10) / 10 }
}

function entry(said: string): Html {
  const time = new Date().toISOString()
  return html`<li class="member" id="log-${Date.now()}">${said} <time datetime="${time}">${time.slice(11, 19)}</time></li>`
}

function notes(): Html {
  return html`<section class="notes">
    <h2>Try it</h2>
    <ul>
      <li>Choose the unit: only this page has it, and it is kept on the server.</li>
      <li>Open the page twice: each has its own state.</li>
      <li>Lose the connection for some seconds: the readings go on counting.</li>
    </ul>
  </section>`
}
