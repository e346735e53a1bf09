import type Koa from 'koa'
import { describe, expect, test } from 'vitest'
import { action, actions, type Returned, redirect, reload, toast, visit } from '../../server/index.js'
import { useApp } from './app.js'

const open = useApp()

const scripts = '<script defer src="/hyper.js"></script><script defer src="/alpine.js"></script>'

/** A site of two pages in one layout that shows toasts, with JavaScript and without. */
async function openSite(isScripted: boolean, go: (ctx: Koa.Context) => Returned) {
  const layout = (ctx: Koa.Context, text: string) => {
    const toasts = ctx.hyper.toasts()
    ctx.body = `<!doctype html><html lang="en"><link rel="icon" href="data:,">${scripts}<body>
      <div x-toasts='${JSON.stringify(toasts)}'><noscript>${toasts.map(({ message }) => `<p>${message}</p>`)}</noscript></div>
      <h1>${text}</h1><form method="post" x-data x-action><button name="_action" value="go">go</button></form>
      <form method="post" action="/plain"><button id="plain">plain</button></form>`
  }
  const app = await open({
    body: '',
    context: { javaScriptEnabled: isScripted },
    routes: (router) =>
      router
        .all('/one', actions({ go: action((ctx) => go(ctx as unknown as Koa.Context)) }), (ctx) => layout(ctx, 'One'))
        .get('/two', (ctx) => layout(ctx, 'Two'))
        .post('/plain', (ctx) => {
          ctx.hyper.toast('Saved')
          ctx.redirect('/two')
        })
        .get('/three', (ctx) => {
          ctx.hyper.toast('Moved')
          ctx.redirect('/two')
          ctx.status = 301
        }),
  })
  await app.page.goto(`${app.url}/one`)
  return app
}

describe.each([
  ['with JavaScript', true],
  ['without JavaScript', false],
])('%s', (_title, isScripted) => {
  test.each<[string, (ctx: Koa.Context) => Returned, string, string[]]>([
    ['a redirect item', () => [toast('Saved'), redirect('/two')], 'Two', ['Saved']],
    ['a redirect that replaces', () => [toast('Saved'), redirect('/two', { replace: true })], 'Two', ['Saved']],
    ['a visit item', () => [toast('Saved'), visit('/two')], 'Two', ['Saved']],
    ['a reload', () => [toast('Saved'), reload()], 'One', ['Saved']],
    ['ctx.redirect', (ctx) => [ctx.redirect('/two'), toast('Saved')], 'Two', ['Saved']],
    ['ctx.hyper.redirect', (ctx) => void ctx.hyper.toast('Saved').redirect('/two'), 'Two', ['Saved']],
    ['another redirect behind it', () => [toast('Saved'), redirect('/three')], 'Two', ['Saved', 'Moved']],
  ])('toasts travel over %s, and are shown once', async (_name, go, title, messages) => {
    const { page, url } = await openSite(isScripted, go)
    const shown = () => page.locator('[x-toasts] p').allTextContents()
    await page.click('button')
    await expect.poll(() => page.textContent('h1')).toBe(title)
    await expect.poll(shown).toEqual(messages)
    await page.goto(`${url}/two`)
    await page.waitForSelector('[x-toasts]', { state: 'attached' })
    expect(await page.getAttribute('[x-toasts]', 'x-toasts')).toBe('[]')
  })

  test('toasts travel over a plain redirect of a route that is no action', async () => {
    const { page } = await openSite(isScripted, () => {})
    await page.click('#plain')
    await page.waitForURL('**/two')
    await expect.poll(() => page.locator('[x-toasts] p').allTextContents()).toEqual(['Saved'])
  })
})
