import { expect, test } from 'vitest'
import { action, type MetaTags, meta } from '../../server/index.js'
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
