import { build } from 'esbuild'
import type { Context } from 'koa'
import { beforeAll, expect, test } from 'vitest'
import { action, elements, list, signals, toast } from '../../server/index.js'
import { modules } from '../bench/bundle.js'
import { type AppOptions, useApp } from './app.js'
import { act, evaluate, gate, state } from './page.js'

const open = useApp()

let files: Map<string, string>

beforeAll(async () => {
  const { outputFiles } = await build({ ...modules, write: false })
  files = new Map(outputFiles.map(({ path, text }) => [path.replace(/.*\//, ''), text]))
})

/** Opens a page that takes the plugin as modules. `before` may hold back, or refuse, one of them. */
function openModules(before: (ctx: Context, file: string) => unknown, options: Partial<AppOptions> = {}) {
  return open({
    // a page of its own has a module map of its own
    context: {},
    head: `<script type="module">
      import hyper from '/plugin/index.js'
      document.addEventListener('alpine:init', () => Alpine.plugin(hyper))</script><script defer src="/alpine.js"></script>`,
    body: `<main id="root" x-data="{ n: 0, rows: [], seen: [] }" x-effect="seen.push(n + ' ' + rows.length)"></main>
      <div id="toasts" x-toasts></div>`,
    actions: {
      go: action(() => [{ n: 1 }, list('rows', { insert: [{ id: 1 }] }), { n: 2 }]),
      tell: action(() => toast('Saved')),
    },
    ...options,
    routes: (router) =>
      router.get('/plugin/:file', async (ctx) => {
        const { file = '' } = ctx['params'] as { file?: string }
        await before(ctx, file.replace(/-\w{8}\./, '.'))
        ctx.type = 'js'
        if (ctx.status === 404) ctx.body = files.get(file)
      }),
  })
}

function refuse(ctx: Context): void {
  ctx.status = 503
}

test('an applier is loaded once its item comes, and before the items around it are applied', async () => {
  const loaded: string[] = []
  const { page } = await openModules((_ctx, file) => loaded.push(file))
  expect(loaded).not.toContain('list.js')
  expect((await act(page, '#root', 'go')).ok).toBe(true)
  expect((await state(page))['root']?.['seen']).toEqual(['0 0', '2 1'])
  await act(page, '#root', 'go')
  expect(loaded.filter((file) => file === 'list.js')).toHaveLength(1)
})

test('what inserts is loaded once an item needs it, and lands with the items around it', async () => {
  const loaded: string[] = []
  const { page } = await openModules((_ctx, file) => loaded.push(file), {
    body: `<main id="root" x-data="{ n: 0, seen: [] }"
      x-effect="seen.push(n + ' ' + document.querySelectorAll('li').length)"><ul id="list"></ul></main>`,
    actions: { go: action(() => [{ n: 1 }, elements('<li>new</li>', { target: '#list', swap: 'append' }), { n: 2 }]) },
  })
  expect(loaded).not.toContain('other-swaps.js')
  expect(await act(page, '#root', 'go')).toMatchObject({ ok: true, problems: [] })
  expect((await state(page))['root']?.['seen']).toEqual(['0 0', '2 1'])
  await act(page, '#root', 'go')
  expect(loaded.filter((file) => file === 'other-swaps.js')).toHaveLength(1)
})

test('what merges signals is loaded once an item needs it, and lands with the items around it', async () => {
  const loaded: string[] = []
  const { page } = await openModules((_ctx, file) => loaded.push(file), {
    body: `<main id="root" x-data="{ n: 0, a: { b: 1, c: 1 }, seen: [] }" x-effect="seen.push(n + ' ' + JSON.stringify(a))"></main>`,
    actions: { go: action(() => [{ n: 1 }, signals({ a: { b: null } }, { merge: true }), { n: 2 }]) },
  })
  expect(loaded).not.toContain('careful-signals.js')
  expect(await act(page, '#root', 'go')).toMatchObject({ ok: true, problems: [] })
  expect((await state(page))['root']?.['seen']).toEqual(['0 {"b":1,"c":1}', '2 {"c":1}'])
  expect(loaded.filter((file) => file === 'careful-signals.js')).toHaveLength(1)
})

test('an applier that cannot be loaded is reported, and the other items are applied', async () => {
  const { page } = await openModules((ctx, file) => file === 'list.js' && refuse(ctx), {
    expectErrors: /list .* was not applied: .*list-\w+\.js|503/,
  })
  expect(await act(page, '#root', 'go')).toMatchObject({ ok: true, problems: ['item'] })
  expect((await state(page))['root']).toMatchObject({ n: 2, rows: [] })
})

test('very many items are applied one by one when what joins them cannot be loaded', async () => {
  const asked: string[] = []
  const { page } = await openModules(
    (ctx, file) => {
      asked.push(file)
      if (file === 'join.js') refuse(ctx)
    },
    {
      expectErrors: /503/,
      actions: { flood: action(() => Array.from({ length: 300 }, (_, n) => signals({ n: n + 1 }))) },
    },
  )
  expect(await act(page, '#root', 'flood')).toMatchObject({ ok: true, problems: [] })
  expect(asked).toContain('join.js')
  expect((await state(page))['root']).toMatchObject({ n: 300 })
})

test('a toast that comes before its drawing waits for it', async () => {
  const held = gate()
  const { page } = await openModules((_ctx, file) => file === 'toast-box.js' && held.opened)
  await act(page, '#root', 'tell')
  expect(await page.locator('.hyper-toast').count()).toBe(0)
  held.open()
  await expect.poll(() => page.locator('.hyper-toast p').allTextContents()).toEqual(['Saved'])
})

test('a drawing of toasts that cannot be loaded is reported, and the next toast tries again', async () => {
  let isDown = true
  const { page, errors } = await openModules((ctx, file) => isDown && file === 'toast-box.js' && refuse(ctx), {
    expectErrors: /x-toasts on <div id="toasts">: .*toast-box-\w+\.js|503/,
  })
  await expect.poll(() => errors.some((error) => error.includes('x-toasts on'))).toBe(true)
  isDown = false
  await evaluate(page, '#root', `$toast('Saved')`)
  await expect.poll(() => page.locator('.hyper-toast p').allTextContents()).toEqual(['Saved'])
})

test('files are sent without progress if that cannot be loaded', async () => {
  const sizes: unknown[] = []
  const { page } = await openModules((ctx, file) => file === 'upload.js' && refuse(ctx), {
    actions: { go: action((_ctx, { file, name }) => void sizes.push([(file as File).size, name])) },
    expectErrors: /503/,
  })
  const outcome = await page.evaluate(`(async () => {
    const [run] = Alpine.evaluate(root, '[$action]')
    const { ok, reason } = await run('go', { file: new File(['abc'], 'a.txt'), name: 'A' })
    return { ok, reason }
  })()`)
  expect(outcome).toEqual({ ok: true })
  expect(sizes).toEqual([[3, 'A']])
})
