import { expect, test } from 'vitest'
import { action, actions, type MetaTags, meta, visit } from '../../server/index.js'
import { useApp } from './app.js'
import { act } from './page.js'

const open = useApp()

/** The tags of a page once an answer has set some, as they are written. */
async function after(written: string, ...tags: MetaTags[]): Promise<string[]> {
  const { page } = await open({
    body: '<main id="root" x-data></main>',
    head: `${written}<script defer src="/hyper.js"></script><script defer src="/alpine.js"></script>`,
    actions: { go: action(() => tags.map((each) => meta(each))) },
  })
  expect(await act(page, '#root', 'go')).toMatchObject({ ok: true, problems: [] })
  return page.evaluate(() => [...document.querySelectorAll('meta')].map((el) => el.outerHTML))
}

test.each<[string, string, MetaTags[], string[]]>([
  [
    'are written by name, those of Open Graph and Twitter by property',
    '',
    [{ description: 'All "of" <it>', 'og:title': 'T', 'twitter:card': 'summary', 'DC:a': 'x' }],
    [
      '<meta name="description" content="All &quot;of&quot; <it>">',
      '<meta property="og:title" content="T">',
      '<meta property="twitter:card" content="summary">',
      '<meta name="DC:a" content="x">',
    ],
  ],
  [
    'that are there are changed as they are written',
    '<meta name="og:title" content="old"><meta NAME="Description" content="old">',
    [{ 'og:title': 'new', description: 'new' }],
    ['<meta name="og:title" content="new">', '<meta name="Description" content="new">'],
  ],
  [
    'that are there more than once become one',
    '<meta property="og:title" content="1"><meta name="og:title" content="2"><meta property="og:title" content="3">',
    [{ 'og:title': 'new' }],
    ['<meta property="og:title" content="new">'],
  ],
  [
    'go by null, all of them, and only they',
    '<meta name="a" content="1"><meta name="a" content="2"><meta name="ab" content="3">',
    [{ a: null, none: null }],
    ['<meta name="ab" content="3">'],
  ],
  ['that come again are not added again', '', [{ a: '1' }, { a: '2' }], ['<meta name="a" content="2">']],
  [
    'of hostile names are inert',
    '',
    [{ '"] *, [x="': 'x', '<script>': 'y', constructor: 'z' }],
    [
      '<meta name="&quot;] *, [x=&quot;" content="x">',
      '<meta name="<script>" content="y">',
      '<meta name="constructor" content="z">',
    ],
  ],
])('tags %s', async (_title, written, tags, wanted) => {
  // browsers differ in whether they escape < and > in attributes
  const found = (await after(written, ...tags)).map((tag) =>
    tag.replaceAll(/&(lt|gt);/g, (_, name) => (name === 'lt' ? '<' : '>')),
  )
  expect(found).toEqual(wanted)
})

test('after a visit, the tags are those that the other page has', async () => {
  const head = (tags: string) => `<!doctype html><html lang="en"><head><link rel="icon" href="data:,">${tags}
    <script defer src="/hyper.js"></script><script defer src="/alpine.js"></script></head>`
  const body = '<body><main id="root" x-data><b x-action="go">go</b></main></body></html>'
  const same = '<meta name="same" content="1"><meta name="gone" content="2">'
  const { page, url } = await open({
    context: {},
    body: '',
    routes: (router) =>
      router
        .all(
          '/one',
          actions({ go: action(() => [meta({ same: 'x', gone: null, mine: 'y', both: 'z' }), visit('/two')]) }),
          (ctx) => {
            ctx.body = head(same) + body
          },
        )
        .get('/two', (ctx) => {
          ctx.body = `${head(`${same}<meta name="both" content="3">`)}<body><h1>Two</h1></body></html>`
        }),
  })
  await page.goto(`${url}/one`)
  await page.evaluate('window.isSame = true')
  await page.click('b')
  await page.waitForSelector('h1')
  const tags = () =>
    page.evaluate(() => [...document.querySelectorAll('meta')].map((el) => `${el.name} ${el.content}`).sort())
  await expect.poll(tags).toEqual(['both 3', 'gone 2', 'same 1'])
  expect(await page.evaluate('window.isSame')).toBe(true)
})
