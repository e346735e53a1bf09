import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import type { Page } from 'playwright'
import { describe, expect, test } from 'vitest'
import { action, elements, signals } from '../../../server/index.js'
import { type AppOptions, useApp } from '../app.js'
import { act, gate } from '../page.js'
import type { Checks, Deed, Scenario, Sent } from './scenario.js'
import { tools } from './tools.js'

const require = createRequire(import.meta.url)

/** Runs the scenarios of each theme, in each form, with one build of Alpine. */
export function runScenarios(themes: Record<string, Scenario[]>, alpine: NonNullable<AppOptions['alpine']>): void {
  const open = useApp()

  /** The page of a scenario, and how to call the server. */
  async function openScenario(scenario: Scenario, content = scenario.before) {
    let arrived = gate()
    let leave = gate()
    const { plugins = [], script = '', beside = '' } = scenario
    const { page } = await open({
      alpine,
      body: `<div id="source" x-data hidden></div>${wrapped(scenario, content)}${beside}`,
      script: tools + script,
      head: [
        '<script src="/script.js"></script><script defer src="/hyper.js"></script>',
        ...plugins.map((name) => `<script defer src="/plugins/${name}.js"></script>`),
        '<script defer src="/alpine.js"></script>',
      ].join(''),
      routes: (router) => {
        router.get('/plugins/:name.js', (ctx) => {
          ctx.type = 'js'
          ctx.body = readFileSync(join(dirname(require.resolve(`@alpinejs/${ctx['params']['name']}`)), 'cdn.min.js'))
        })
      },
      actions: {
        answer: action(async (_, { sent, held }) => {
          if (held) arrived.open()
          if (held) await leave.opened
          return (sent as Sent[]).map((each) => {
            if (!('signals' in each)) {
              const { markup, target = '#root', ...options } = each
              return elements(markup, { strict: true, ...(target !== null && { target }), ...options })
            }
            return signals(each.signals, each.scope ? { scope: each.scope } : {})
          })
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

  async function play(scenario: Scenario, form: 'first' | 'later'): Promise<void> {
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

  /** What is on a page that nobody touched. */
  async function untouched(scenario: Scenario, served: string): Promise<void> {
    const { page, serve } = await openScenario(scenario)
    await serve(served)
    await page.evaluate('settled()')
    const morphed = await page.evaluate('look($("#root"))')
    const fresh = await openScenario(scenario, served)
    await expect.poll(() => fresh.page.evaluate('look($("#root"))'), { timeout: 3000 }).toEqual(morphed)
  }

  for (const [theme, scenarios] of Object.entries(themes)) {
    describe(theme, () => {
      for (const scenario of scenarios) {
        test(`${scenario.title} (first)`, () => play(scenario, 'first'))
        test(`${scenario.title} (later)`, () => play(scenario, 'later'))
        const { served, fresh = true } = scenario
        if (typeof served !== 'string' || !fresh || alpine !== 'standard') continue
        test(`${scenario.title} (as a fresh page)`, () => untouched(scenario, served))
      }
    })
  }
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
