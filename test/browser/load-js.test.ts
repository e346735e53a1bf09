import type { Context } from 'koa'
import { describe, expect, test } from 'vitest'
import { action, loadJs, type Returned } from '../../server/index.js'
import { type AppOptions, useApp } from './app.js'
import { act, gate, state } from './page.js'

const open = useApp()

const module = 'window.ran = (window.ran ?? 0) + 1'

interface Serving {
  /** Answers for a module, instead of the usual one. */
  serve?: (ctx: Context) => unknown
}

async function openWith(returned: () => Returned, { serve, ...options }: Partial<AppOptions> & Serving = {}) {
  const asked: string[] = []
  const app = await open({
    // a page of its own has a module map of its own
    context: {},
    body: '<main id="root" x-data="{ n: 0 }"></main>',
    actions: { go: action(() => returned()) },
    ...options,
    routes: (router, koa) => {
      router.get('/module.js', async (ctx) => {
        asked.push(ctx.url)
        ctx.type = 'js'
        ctx.body = module
        await serve?.(ctx)
      })
      options.routes?.(router, koa)
    },
  })
  return { ...app, asked, go: () => act(app.page, '#root', 'go') }
}

describe('a module', () => {
  test('has run before the next item is applied', async () => {
    const held = gate()
    const { page, go } = await openWith(() => [{ n: 1 }, loadJs('/module.js'), { n: 2 }], {
      serve: () => held.opened,
      body: `<main id="root" x-data="{ n: 0 }" x-effect="(window.seen ??= []).push(n + ' ' + window.ran)"></main>`,
    })
    const outcome = go()
    await expect.poll(() => page.evaluate('seen.length')).toBe(2)
    held.open()
    expect(await outcome).toMatchObject({ ok: true, problems: [] })
    expect(await page.evaluate('seen')).toEqual(['0 undefined', '1 undefined', '2 1'])
  })

  test('has run to its end, with all that it waits for', async () => {
    const { page, go } = await openWith(() => [loadJs('/module.js'), { n: 2 }], {
      serve: (ctx) => Object.assign(ctx, { body: 'await new Promise((then) => setTimeout(then, 50)); window.ran = 1' }),
      body: `<main id="root" x-data="{ n: 0 }" x-effect="(window.seen ??= []).push(n + ' ' + window.ran)"></main>`,
    })
    expect(await go()).toMatchObject({ ok: true, problems: [] })
    expect(await page.evaluate('seen')).toEqual(['0 undefined', '2 1'])
  })

  test('runs once in a document, under whatever spelling of its URL', async () => {
    const { page, asked, url, go } = await openWith(() => [
      loadJs('/module.js'),
      loadJs('module.js'),
      loadJs(`${url}/x/../module.js`),
    ])
    for (let i = 0; i < 2; i++) expect(await go()).toMatchObject({ ok: true, problems: [] })
    expect([await page.evaluate('ran'), asked.length]).toEqual([1, 1])
  })

  test('that the page has itself does not run again', async () => {
    const { page, asked, go } = await openWith(() => loadJs('/module.js'), {
      head: `<script type="module" src="/module.js"></script>
        <script defer src="/hyper.js"></script><script defer src="/alpine.js"></script>`,
    })
    expect(await go()).toMatchObject({ ok: true, problems: [] })
    expect([await page.evaluate('ran'), asked.length]).toEqual([1, 1])
  })

  test('leaves nothing in the document', async () => {
    const { page, go } = await openWith(() => loadJs('/module.js'))
    const before = await page.innerHTML('head')
    await go()
    expect(await page.innerHTML('head')).toBe(before)
  })

  test.each([
    ['is not there', (ctx: Context) => Object.assign(ctx, { status: 404 })],
    ['is no JavaScript', (ctx: Context) => Object.assign(ctx, { type: 'html', body: '<p>' })],
    ['cannot be parsed', (ctx: Context) => Object.assign(ctx, { body: '}' })],
    ['throws', (ctx: Context) => Object.assign(ctx, { body: 'throw new Error(`broken`)' })],
  ])('that %s is reported, the next items are applied, and it is loaded again the next time', async (_title, fail) => {
    let isDown = true
    const { page, go } = await openWith(() => [loadJs('/module.js'), { n: 2 }], {
      serve: (ctx) => isDown && fail(ctx),
      expectErrors: /module\.js has not run|404|MIME|SyntaxError|Error: broken/,
    })
    for (let i = 0; i < 2; i++) expect(await go()).toMatchObject({ ok: true, problems: ['item'] })
    expect(await state(page)).toMatchObject({ root: { n: 2 } })
    isDown = false
    for (let i = 0; i < 2; i++) expect(await go()).toMatchObject({ ok: true, problems: [] })
    expect(await page.evaluate('ran')).toBe(1)
  })
})

test('a module of another origin is refused by the page, too, unless the item says external', async () => {
  const text = 'event: load\ndata: {"src":"http://127.0.0.1:9/x.js"}\n\nevent: end\ndata: {}\n\n'
  const { page } = await openWith(() => {}, {
    expectErrors: /of another origin/,
    routes: (router) =>
      router.post('/raw', (ctx) => {
        ctx.set({ 'Content-Type': 'text/event-stream', 'Hyper-Answer': '1' })
        ctx.body = text
      }),
  })
  expect(await act(page, '#root', '/raw')).toMatchObject({ ok: true, problems: ['item'] })
})

describe.each(['standard', 'csp'] as const)('under the %s build', (alpine) => {
  test('a module has the nonce of the page', async () => {
    const { page, go } = await openWith(() => loadJs('/module.js'), {
      alpine,
      head: `<script nonce="abc" defer src="/hyper.js"></script><script nonce="abc" defer src="/alpine.js"></script>`,
      routes: (_router, app) =>
        app.use(async (ctx, next) => {
          await next()
          const scripts = `'nonce-abc'${alpine === 'csp' ? '' : " 'unsafe-eval'"}`
          ctx.set('Content-Security-Policy', `script-src ${scripts}`)
        }),
    })
    expect(await go()).toMatchObject({ ok: true, problems: [] })
    expect(await page.evaluate('ran')).toBe(1)
  })
})

test('a module is loaded by the policy of the plugin, where browsers want Trusted Types', async () => {
  const { page, go } = await openWith(() => loadJs('/module.js'), {
    alpine: 'csp',
    routes: (_router, app) =>
      app.use(async (ctx, next) => {
        await next()
        ctx.append('Content-Security-Policy', "require-trusted-types-for 'script'; trusted-types alpine-hyper")
      }),
  })
  expect(await go()).toMatchObject({ ok: true, problems: [] })
  expect(await page.evaluate('ran')).toBe(1)
})
