import { describe, expect, test } from 'vitest'
import { action, type VisitOptions, visit } from '../../server/index.js'
import { useApp } from './app.js'
import { act } from './page.js'

const open = useApp()

/** Without soft navigation, unless it is given: a plugin with options is without. */
async function openWith(url: string, options: VisitOptions, plugin = 'retry: 0') {
  return open({
    plugin,
    body: '<main id="root" x-data><button x-action="go">go</button></main>',
    actions: { go: action(() => visit(url, options)) },
    routes: (router) =>
      router.get('/there', (ctx) => {
        ctx.body = '<!doctype html><link rel="icon" href="data:,"><p>there</p>'
      }),
  })
}

describe('a visit, on a page without soft navigation,', () => {
  test.each<[string, VisitOptions, string, number]>([
    ['is a new entry of the history', {}, '/there', 1],
    ['takes its values along', { values: { q: 'a&b', tag: ['x', 'y'], gone: null } }, '/there?q=a%26b&tag=x&tag=y', 1],
    ['takes the place of the entry, if it says so', { replace: true, values: { q: 1 } }, '/there?q=1', 0],
  ])('%s', async (_title, options, path, more) => {
    const { page, url } = await openWith('/there', options)
    const length = Number(await page.evaluate('history.length'))
    await page.click('button')
    await page.waitForURL(url + path)
    await page.waitForSelector('p')
    expect(await page.evaluate('history.length')).toBe(length + more)
  })
})

test('a call that is answered by a visit is over when that is', async () => {
  const { page } = await openWith('/there', {})
  expect(await act(page, '#root', 'go')).toMatchObject({ ok: true, status: 200, problems: [] })
  await page.waitForURL('**/there')
})

test('with soft navigation, it stays in the document, takes its values along and changes what it names', async () => {
  const options: VisitOptions = { values: { tag: ['x', 'y'] }, target: 'main', select: 'p' }
  const { page, url } = await openWith('/there', options, '')
  await page.evaluate('window.isSame = true')
  await page.click('button')
  await page.waitForURL(`${url}/there?tag=x&tag=y`)
  await expect.poll(() => page.evaluate('document.body.innerText')).toBe('there')
  expect(await page.evaluate('window.isSame')).toBe(true)
})
