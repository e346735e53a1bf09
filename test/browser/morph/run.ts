import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import type { Context } from 'koa'
import type { Page } from 'playwright'
import { describe, expect, test } from 'vitest'
import { action, actions } from '../../../server/index.js'
import { type AppOptions, useApp } from '../app.js'
import { act, gate } from '../page.js'
import type { Checks, Deed, Scenario } from './scenario.js'
import { itemsOf, type Sent } from './sent.js'
import { tools } from './tools.js'

const require = createRequire(import.meta.url)

/** `first`: nothing was morphed before. `later`: the page was, twice. `fresh`: it equals a fresh one, if nobody touched it. */
type Form = 'first' | 'later' | 'fresh'

/** Runs the scenarios of each theme, in one form, with one build of Alpine. */
export function runScenarios(
  themes: Record<string, Scenario[]>,
  form: Form,
  options: Pick<AppOptions, 'alpine' | 'regions'> = {},
): void {
  const open = useApp()

  /** The page of a scenario, and how to call the server. */
  async function openScenario(scenario: Scenario) {
    let arrived = gate()
    let leave = gate()
    const { plugins = [], script = '' } = scenario
    const { page } = await open({
      ...options,
      body: bodyOf(scenario, scenario.before),
      script: tools + script,
      head: headOf(plugins),
      routes: (router) => router.get('/plugins/:name.js', sendPlugin),
      actions: {
        answer: action(async (_, { sent, held }) => {
          if (held) arrived.open()
          if (held) await leave.opened
          return itemsOf(sent as Sent[])
        }),
      },
    })
    async function serve(served: Scenario['served'], meanwhile?: Deed, more = '') {
      const sent = typeof served === 'string' ? [{ markup: wrapped(scenario, served, more) }] : served
      arrived = gate()
      leave = gate()
      const answered = act(page, '#source', 'answer', { sent, held: true })
      await arrived.opened
      if (meanwhile) await perform(page, meanwhile)
      leave.open()
      const { ok, problems } = await answered
      expect({ ok, problems }).toEqual({ ok: true, problems: [] })
      await page.evaluate('settled()')
    }
    return { page, serve }
  }

  async function play(scenario: Scenario): Promise<void> {
    const { page, serve } = await openScenario(scenario)
    if (form === 'later') {
      await serve(scenario.before)
      await serve(`${scenario.before}<!--later-->`, undefined, ' data-later')
    }
    if (scenario.client) await perform(page, scenario.client)
    await serve(scenario.served, scenario.meanwhile)
    await hold(page, scenario.after)
    if (scenario.again) await perform(page, scenario.again)
    if (scenario.finally) await hold(page, scenario.finally)
    const counts = (await page.evaluate('counts')) as Record<string, number>
    const once = Object.fromEntries(Object.keys(counts).map((name) => [name, 1]))
    expect(counts).toEqual({ ...once, ...scenario.counts })
  }

  for (const [theme, scenarios] of Object.entries(themes)) {
    const untouched = scenarios.filter(({ served, fresh = true }) => typeof served === 'string' && fresh)
    if ((form === 'fresh' ? untouched : scenarios).length === 0) continue
    describe(theme, () => {
      if (form !== 'fresh')
        test.each(scenarios.map((each) => [each.title, each] as const))('%s', (_, each) => play(each))
      else {
        // the frames of a theme load together, which takes a fraction of the time
        let looks: ReturnType<typeof lookAtAll> | undefined
        test.each(untouched.map(({ title }, at) => [title, at] as const))('%s', async (_, at) => {
          looks ??= lookAtAll(open, untouched)
          const { morphed, fresh } = (await looks)[at] as Looks
          expect(morphed).toBe(fresh)
        })
      }
    })
  }
}

interface Looks {
  morphed: string
  fresh: string
}

/** What each scenario is on a page that nobody touched, morphed and afresh; each in a frame of its own. */
async function lookAtAll(open: ReturnType<typeof useApp>, scenarios: Scenario[]): Promise<Looks[]> {
  const { page } = await open({
    body: '<style>iframe { position: fixed; inset: 0; width: 100%; height: 100%; border: 0 }</style>',
    script: tools,
    actions: { answer: action((_, { sent }) => itemsOf(sent as Sent[])) },
    routes: (router) =>
      router
        .get('/plugins/:name.js', sendPlugin)
        .get('/tools/:at.js', (ctx) => {
          ctx.type = 'js'
          ctx.body = tools + (scenarios[Number(ctx['params']['at'])]?.script ?? '')
        })
        .all('/:form/:at', actions({ answer: action((_, { sent }) => itemsOf(sent as Sent[])) }), (ctx) => {
          const { form, at } = ctx['params'] as { form: string; at: string }
          const scenario = scenarios[Number(at)] as Scenario
          const head = headOf(scenario.plugins ?? [], `/tools/${at}.js`)
          const body = bodyOf(scenario, form === 'fresh' ? (scenario.served as string) : scenario.before)
          ctx.body = `<!doctype html><title>${form}</title><link rel="icon" href="data:,">${head}<body>${body}`
        }),
  })
  const sent = scenarios.map((each) => ({ markup: wrapped(each, each.served as string), target: '#root' }))
  return page.evaluate(
    `(async (sent) => {
      const load = (src) => new Promise((resolve) => {
        const frame = Object.assign(document.createElement('iframe'), { src, onload: () => resolve(frame.contentWindow) })
        document.body.append(frame)
      })
      const lookWhenStill = async (at) => {
        const frame = await load('/fresh/' + at)
        const other = await load('/morphed/' + at)
        await other.serve(sent[at])
        const read = (each) => each.look(each.$('#root'))
        for (let tries = 0; tries < 50 && (tries < 2 || read(frame) !== read(other)); tries++) {
          await Promise.all([frame.framed(), other.framed()])
        }
        return { morphed: read(other), fresh: read(frame) }
      }
      const looks = []
      // a few at a time, as a browser has not many connections to one server
      const next = sent.keys()
      await Promise.all([1, 2, 3, 4].map(async () => {
        for (const at of next) looks[at] = await lookWhenStill(at)
      }))
      return looks
    })(${JSON.stringify(sent)})`,
  )
}

function headOf(plugins: readonly string[], script = '/script.js'): string {
  const scripts = ['/hyper.js', ...plugins.map((name) => `/plugins/${name}.js`), '/alpine.js']
  return [`<script src="${script}"></script>`, ...scripts.map((src) => `<script defer src="${src}"></script>`)].join('')
}

const bodyOf = (scenario: Scenario, content: string) =>
  `<div id="source" x-data hidden></div>${wrapped(scenario, content)}${scenario.beside ?? ''}`

function sendPlugin(ctx: Context): void {
  ctx.type = 'js'
  ctx.body = readFileSync(join(dirname(require.resolve(`@alpinejs/${ctx['params']['name']}`)), 'cdn.min.js'))
}

const wrapped = ({ data = '' }: Scenario, content: string, more = '') =>
  `<main id="root" x-data="${data}"${more}>${content}</main>`

async function perform(page: Page, deed: Deed): Promise<void> {
  if (typeof deed === 'string') await page.evaluate(`(async () => {\n${deed}\n})()`)
  else await deed(page)
  await page.evaluate('framed()')
}

async function hold(page: Page, checks: Checks): Promise<void> {
  const entries = Object.keys(checks).map(
    (expression) => `[${JSON.stringify(expression)}, plain(() => (${expression}))]`,
  )
  await expect
    .poll(() => page.evaluate(`Object.fromEntries([${entries.join(',')}])`), { timeout: 1500, interval: 10 })
    .toEqual(checks)
}
