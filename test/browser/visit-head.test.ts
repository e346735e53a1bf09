import type Router from '@koa/router'
import type Koa from 'koa'
import { describe, expect, test } from 'vitest'
import { useApp } from './app.js'
import { gate } from './page.js'
import { isSame, openSite } from './visit-site.js'

const open = useApp()

const links = '<a id="to1" href="/1">1</a><a id="to2" href="/2">2</a>'
const colour = `getComputedStyle(document.querySelector('h1')).color`

/** `/two.css`, which comes when it is told to. */
function lateSheet() {
  const { opened, open } = gate()
  const routes = (router: Router) => {
    router.get('/two.css', async (ctx) => {
      await opened
      ctx.type = 'css'
      ctx.body = 'h1 { color: rgb(1, 2, 3) }'
    })
  }
  return { open, routes }
}

describe('styles', () => {
  test('that only the second page has are there, and then gone', async () => {
    const { page } = await openSite(open, {
      pages: {
        '/1': `${links}<h1>1</h1>`,
        '/2': { head: '<style>h1 { color: rgb(1, 2, 3) }</style>', body: `${links}<h1>2</h1>` },
      },
    })
    await page.click('#to2')
    await expect.poll(() => page.textContent('h1')).toBe('2')
    expect(await page.evaluate(colour)).toBe('rgb(1, 2, 3)')
    await page.click('#to1')
    await expect.poll(() => page.textContent('h1')).toBe('1')
    expect(await page.evaluate(colour)).toBe('rgb(0, 0, 0)')
    expect(await page.locator('style').count()).toBe(0)
  })

  test('are there before the page that needs them is, and change nothing before', async () => {
    const { open: arrive, routes } = lateSheet()
    const { page } = await openSite(open, {
      routes,
      pages: {
        '/1': `${links}<h1>1</h1>`,
        '/2': { head: '<link rel="stylesheet" href="/two.css">', body: `${links}<h1>2</h1>` },
      },
    })
    await page.evaluate(`{
      window.seen = []
      new MutationObserver(() => seen.push(document.querySelector('h1').textContent + ' ' + ${colour}))
        .observe(document.body, { childList: true, characterData: true, subtree: true })
    }`)
    await page.click('#to2')
    await page.waitForSelector('link[href$="two.css"]', { state: 'attached' })
    expect(await page.evaluate(`document.querySelector('h1').textContent + ' ' + ${colour}`)).toBe('1 rgb(0, 0, 0)')
    arrive()
    await expect.poll(() => page.textContent('h1')).toBe('2')
    expect(await page.evaluate('seen[0]')).toBe('2 rgb(1, 2, 3)')
  })

  test('of a page that is not shown after all are gone', async () => {
    const { open: arrive, routes } = lateSheet()
    const { page } = await openSite(open, {
      routes,
      pages: {
        '/1': `${links}<a id="to3" href="/3">3</a><h1>1</h1>`,
        '/2': { head: '<link rel="stylesheet" href="/two.css">', body: `${links}<h1>2</h1>` },
        '/3': `${links}<h1>3</h1>`,
      },
    })
    await page.click('#to2')
    await page.waitForSelector('link[href$="two.css"]', { state: 'attached' })
    await page.click('#to3')
    await expect.poll(() => page.textContent('h1')).toBe('3')
    arrive()
    await expect.poll(() => page.locator('link[href$="two.css"]').count()).toBe(0)
    expect(await page.textContent('h1')).toBe('3')
  })

  test('that scripts put into the head stay', async () => {
    const { page } = await openSite(open, { pages: { '/1': `${links}<h1>1</h1>`, '/2': `${links}<h1>2</h1>` } })
    await page.evaluate(`{
      const style = document.createElement('style')
      style.textContent = 'h1 { color: rgb(1, 2, 3) }'
      document.head.append(style)
    }`)
    await page.click('#to2')
    await expect.poll(() => page.textContent('h1')).toBe('2')
    expect(await page.evaluate(colour)).toBe('rgb(1, 2, 3)')
  })
})

test('meta and link elements, and attributes of <html>, follow the page; those of scripts stay', async () => {
  const of = (n: number) => ({
    html: `lang="${n === 1 ? 'en' : 'de'}" class="page${n}"`,
    head: `<meta name="description" content="page ${n}"><link rel="canonical" href="/canonical${n}">`,
    body: `${links}<h1>${n}</h1>`,
  })
  const { page } = await openSite(open, { pages: { '/1': of(1), '/2': of(2) } })
  await page.evaluate(`document.documentElement.classList.add('mine')`)
  await page.click('#to2')
  await expect.poll(() => page.textContent('h1')).toBe('2')
  expect(
    await page.evaluate(`[
      ...Array.from(document.querySelectorAll('[name=description]'), (el) => el.content),
      ...Array.from(document.querySelectorAll('[rel=canonical]'), (el) => el.getAttribute('href')),
      document.documentElement.lang, document.documentElement.className,
    ]`),
  ).toEqual(['page 2', '/canonical2', 'de', 'mine page2'])
})

describe('scripts', () => {
  const routes = (router: { get(path: string, act: (ctx: { type: string; body: unknown }) => void): unknown }) => {
    for (const name of ['both', 'only'])
      router.get(`/${name}.js`, (ctx) => {
        ctx.type = 'js'
        ctx.body = `(window.ran ??= []).push('${name}')`
      })
  }
  const both = '<script type="module" src="/both.js"></script>'

  test('that two pages have run once, those that only one has when it comes, in order', async () => {
    const { page } = await openSite(open, {
      routes: routes as never,
      pages: {
        '/1': { head: both, body: `${links}<h1>1</h1><script>(window.ran ??= []).push('first')</script>` },
        '/2': {
          head: `${both}<script src="/only.js"></script>`,
          body: `${links}<h1>2</h1><script>ran.push('inline')</script><script>ran.push('last')</script><script type="application/json">{}</script>`,
        },
      },
    })
    await expect.poll(() => page.evaluate('ran')).toEqual(['first', 'both'])
    for (const [to, heading] of [
      ['#to2', '2'],
      ['#to1', '1'],
      ['#to2', '2'],
    ] as const) {
      await page.click(to)
      await expect.poll(() => page.textContent('h1')).toBe(heading)
      await expect.poll(() => page.evaluate('ran')).toEqual(['first', 'both', 'only', 'inline', 'last'])
    }
  })

  test.each([
    ['a policy with a nonce', (nonce: string) => `script-src 'self' 'nonce-${nonce}'; style-src 'nonce-${nonce}'`],
    [
      'Trusted Types',
      (nonce: string) =>
        `script-src 'self' 'nonce-${nonce}'; require-trusted-types-for 'script'; trusted-types alpine-hyper`,
    ],
  ])('run under %s, that of the first page', async (_what, policy) => {
    let count = 0
    const site = await openSite(open, {
      alpine: 'csp',
      pages: {
        '/1': (ctx) => {
          ctx.set('Content-Security-Policy', policy(`n${++count}`))
          return { head: `<style nonce="n${count}">p { color: rgb(9, 9, 9) }</style>`, body: `${links}<h1>1</h1>` }
        },
        '/2': (ctx) => {
          const nonce = `n${++count}`
          ctx.set('Content-Security-Policy', policy(nonce))
          return {
            head: `<style nonce="${nonce}">p { color: rgb(9, 9, 9) }</style><style nonce="${nonce}">h1 { color: rgb(1, 2, 3) }</style>`,
            body: `${links}<h1>2</h1><div x-data="{ n: 5 }"><b x-text="n"></b></div><script nonce="${nonce}">window.ran = true</script>`,
          }
        },
      },
    })
    const { page } = site
    await page.click('#to2')
    await expect.poll(() => page.textContent('b')).toBe('5')
    await expect.poll(() => page.evaluate('window.ran')).toBe(true)
    expect(await page.evaluate(colour)).toBe('rgb(1, 2, 3)')
    expect(await isSame(site)).toBe(true)
  })
})

test.each([
  ['a nonce', ''],
  ['a nonce and strict-dynamic', " 'strict-dynamic'"],
])('a script that a policy with %s would not let run does not run when its page is visited', async (_title, more) => {
  let count = 0
  const page = (body: (nonce: string) => string) => (ctx: Koa.Context) => {
    const nonce = `n${++count}`
    ctx.set('Content-Security-Policy', `script-src 'nonce-${nonce}' 'unsafe-eval'${more}`)
    const own = ['hyper', 'alpine'].map((name) => `<script nonce="${nonce}" defer src="/${name}.js"></script>`)
    return { head: own.join(''), body: links + body(nonce) }
  }
  const site = await openSite(open, {
    context: {},
    head: ' ',
    expectErrors: /Content Security Policy/,
    routes: (router) =>
      void router.get('/ran.js', (ctx) => {
        ctx.type = 'js'
        ctx.body = `ran.push('${ctx.querystring}')`
      }),
    pages: {
      '/1': page((nonce) => `<h1>1</h1><script nonce="${nonce}">window.ran = []</script>`),
      '/2': page(
        (nonce) => `<h1>2</h1>
          <script>ran.push('inline')</script><script nonce="guess">ran.push('guessed')</script>
          <script src="/ran.js?injected"></script><script nonce="guess" src="/ran.js?guessed"></script>
          <script nonce="${nonce}" src="/ran.js?own"></script><script nonce="${nonce}">ran.push('last')</script>`,
      ),
    },
  })
  await site.page.click('#to2')
  await expect.poll(() => site.page.evaluate('ran')).toEqual(['own', 'last'])
  await site.page.click('#to1')
  await expect.poll(() => site.page.textContent('h1')).toBe('1')
  await site.page.goBack()
  await site.page.waitForFunction(() => !('visiting' in document.documentElement.dataset))
  expect([await site.page.textContent('h1'), await site.page.evaluate('ran')]).toEqual(['2', ['own', 'last']])
})
