import { describe, expect, test } from 'vitest'
import { action, actions, type VisitOptions, visit } from '../../server/index.js'
import { useApp } from './app.js'
import { isSame, openSite } from './visit-site.js'

const open = useApp()

const to = (path: string, more = '') => `<a id="to" href="${path}"${more}>go</a>`

describe('an error page', () => {
  test.each([404, 500])('with status %i is shown at its URL', async (status) => {
    const site = await openSite(open, {
      pages: { '/1': to('/2'), '/2': { status, body: `<h1>Status ${status}</h1>` } },
      expectErrors: new RegExp(`${status}`),
    })
    await site.page.click('#to')
    await expect.poll(() => site.page.textContent('h1')).toBe(`Status ${status}`)
    expect(site.page.url()).toBe(`${site.url}/2`)
    expect(await isSame(site)).toBe(true)
  })

  test('that is no HTML is loaded', async () => {
    const site = await openSite(open, { pages: { '/1': to('/nowhere') }, expectErrors: /404/ })
    await site.page.click('#to')
    await site.page.waitForURL('**/nowhere')
    await expect.poll(() => site.page.textContent('body')).toBe('Not Found')
    expect(await isSame(site)).toBe(false)
  })
})

describe('a redirect', () => {
  test('shows the URL that it leads to, over several steps, with the hash of the link', async () => {
    const site = await openSite(open, {
      pages: {
        '/1': to('/a#place'),
        '/a': (ctx) => void ctx.redirect('/b'),
        '/b': (ctx) => void ctx.redirect('/c?d=1'),
        '/c': '<h1>There</h1>',
      },
    })
    await site.page.click('#to')
    await expect.poll(() => site.page.textContent('h1')).toBe('There')
    expect(site.page.url()).toBe(`${site.url}/c?d=1#place`)
    expect(await isSame(site)).toBe(true)
  })

  test('to a login shows that, where it is', async () => {
    const site = await openSite(open, {
      pages: {
        '/1': to('/secret'),
        '/secret': (ctx) => void ctx.redirect('/login?next=/secret'),
        '/login': '<h1>Log in</h1><form method="post"></form>',
      },
    })
    await site.page.click('#to')
    await expect.poll(() => site.page.textContent('h1')).toBe('Log in')
    expect(site.page.url()).toBe(`${site.url}/login?next=/secret`)
    await site.page.goBack()
    await expect.poll(() => site.page.locator('#to').count()).toBe(1)
  })

  test('to another origin takes the page there', async () => {
    const site = await openSite(open, {
      pages: {
        '/1': to('/out'),
        '/out': (ctx) => void ctx.redirect(`http://127.0.0.1:${new URL(ctx.href).port}/far`),
        '/far': '<h1>Far</h1>',
      },
    })
    await site.page.click('#to')
    await site.page.waitForURL('http://127.0.0.1:*/far')
    expect(site.asked.filter(({ kind, url }) => kind === '' && url === '/out')).toEqual([])
  })

  test.each<[string, VisitOptions]>([
    ['a whole page', {}],
    ['a part of the page', { target: '#part', push: false }],
  ])('that was followed to another origin is never shown as %s of this one', async (_title, options) => {
    const ran: string[] = []
    const site = await openSite(open, {
      routes: (router) =>
        router.post(
          '/go',
          action(() => visit('/out', options)),
        ),
      expectErrors: /Fetch API|Unsafe attempt/,
      pages: {
        '/1': `<main id="part" x-data><button x-action="/go">out</button></main>`,
        // not by hyper(), which would tell visits: one who lets everybody read it is not refused by the browser
        '/out': (ctx) => {
          ctx.respond = false
          ctx.res.writeHead(302, { Location: `http://127.0.0.1:${new URL(ctx.href).port}/far` }).end()
          return undefined
        },
        '/far': (ctx) => {
          ctx.set('Access-Control-Allow-Origin', '*')
          ctx.set('Access-Control-Allow-Headers', ctx.get('Access-Control-Request-Headers'))
          return '<main id="part">Far<script>fetch("/ran?" + origin)</script></main>'
        },
        '/ran': (ctx) => {
          ran.push(ctx.querystring)
          return ''
        },
      },
    })
    await site.page.click('button')
    await site.page.waitForURL('http://127.0.0.1:*/far')
    await expect.poll(() => ran.length).toBe(1)
    expect(ran).toEqual([new URL(site.page.url()).origin])
  })
})

test('a link to a file downloads it, and the page stays', async () => {
  const site = await openSite(open, {
    pages: {
      '/1': `<h1>1</h1>${to('/file')}`,
      '/file': (ctx) => {
        ctx.attachment('report.csv')
        ctx.body = 'a,b'
        return undefined
      },
    },
  })
  const download = site.page.waitForEvent('download')
  await site.page.click('#to')
  expect((await download).suggestedFilename()).toBe('report.csv')
  expect(await site.page.textContent('h1')).toBe('1')
  expect(await isSame(site)).toBe(true)
})

test('an answer without content leaves the page as it is', async () => {
  const site = await openSite(open, {
    pages: {
      '/1': `<h1>1</h1>${to('/none')}`,
      '/none': (ctx) => {
        ctx.status = 204
        return undefined
      },
    },
  })
  await site.page.click('#to')
  await expect.poll(() => site.visits()).toEqual(['visit /none'])
  await site.page.waitForFunction(() => !('visiting' in document.documentElement.dataset))
  expect(site.page.url()).toBe(`${site.url}/1`)
})

describe('another deployment', () => {
  const versioned =
    (body: () => string, version: () => string) => (ctx: { set(name: string, value: string): void }) => {
      // as hyper({ version }) of a server that was restarted
      ctx.set('Hyper-Version', version())
      ctx.set('Server-Timing', `hyper-version;desc="${version()}"`)
      return body()
    }

  const start = async (more = '', link = '') => {
    const state = { version: 'a' }
    const site = await openSite(open, {
      pages: {
        '/1': versioned(
          () => `<h1>1</h1>${more}<main id="main">${to('/2', link)}</main>`,
          () => state.version,
        ),
        '/2': versioned(
          () => `<h1>2</h1>${more}<main id="main">two${to('/1', link)}</main>`,
          () => state.version,
        ),
      },
    })
    return { site, state }
  }

  test('loads the page that is visited', async () => {
    const { site, state } = await start()
    await site.page.click('#to')
    await expect.poll(() => site.page.textContent('h1')).toBe('2')
    expect(await isSame(site)).toBe(true)
    state.version = 'b'
    await site.page.click('#to')
    await expect.poll(() => site.page.textContent('h1')).toBe('1')
    expect(await isSame(site)).toBe(false)
  })

  test('is known by the page that was loaded first', async () => {
    const { site, state } = await start()
    state.version = 'b'
    await site.page.click('#to')
    await expect.poll(() => site.page.textContent('h1')).toBe('2')
    expect(await isSame(site)).toBe(false)
  })

  test('waits while a form outside of the region is filled in', async () => {
    const { site, state } = await start('<form><input id="field"></form>', ' x-visit="#main"')
    await site.page.fill('#field', 'typed')
    state.version = 'b'
    await site.page.click('#to')
    await expect.poll(() => site.page.textContent('#main')).toBe('twogo')
    expect(await isSame(site)).toBe(true)
    expect(await site.page.inputValue('#field')).toBe('typed')
    await site.page.fill('#field', '')
    await site.page.click('#to')
    await expect.poll(() => site.page.textContent('#main')).toBe('go')
    expect(await isSame(site)).toBe(false)
  })
})

test('hyper({ version }) tells every page of it, and named actions go to the page that was visited', async () => {
  const paths: string[] = []
  const note = action((ctx) => {
    paths.push(ctx.path)
    return { n: 1 }
  })
  const table = actions({ note })
  const site = await openSite(open, {
    hyper: { version: 'v 1' },
    pages: {
      '/1': to('/2'),
      '/2': async (ctx) => {
        let body: string | undefined
        await table(ctx, async () => {
          body = '<main x-data="{ n: 0 }"><button x-action="note">note</button><b x-text="n"></b></main>'
        })
        return body
      },
    },
  })
  await site.page.click('#to')
  await site.page.click('button')
  await expect.poll(() => site.page.textContent('b')).toBe('1')
  expect(paths).toEqual(['/2'])
  const page = site.asked.find(({ kind }) => kind === 'visit')?.ctx.response
  expect(page?.get('Hyper-Version')).toBe('v 1')
  expect(page?.get('Server-Timing')).toBe('hyper-version;desc="v 1"')
})

test('a view transition shows the page, where that is wanted', async () => {
  const site = await openSite(open, {
    pages: { '/1': to('/2', ' x-visit.transition.noprefetch'), '/2': '<h1>Two</h1>' },
  })
  await site.page.evaluate(`{
    const start = document.startViewTransition
    document.startViewTransition = function (...given) { window.transitions = (window.transitions ?? 0) + 1; return start.apply(document, given) }
  }`)
  await site.page.click('#to')
  await expect.poll(() => site.page.textContent('h1')).toBe('Two')
  expect(await site.page.evaluate('window.transitions')).toBe(1)
  expect(await isSame(site)).toBe(true)
})
