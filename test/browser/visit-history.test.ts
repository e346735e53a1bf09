import { describe, expect, test } from 'vitest'
import { action, pushUrl, signals } from '../../server/index.js'
import { useApp } from './app.js'
import { gate } from './page.js'
import { isSame, openSite, type SiteOptions } from './visit-site.js'

const open = useApp()

const long = '<p style="height: 5000px"></p>'
const links = [1, 2, 3].map((n) => `<a id="to${n}" href="/${n}">${n}</a>`).join('')
const numbered = (more: SiteOptions['pages'] = {}): SiteOptions['pages'] => ({
  '/1': `${links}<h1>1</h1>`,
  '/2': `${links}<h1>2</h1>`,
  '/3': `${links}<h1>3</h1>`,
  ...more,
})

type Site = Awaited<ReturnType<typeof openSite>>

const shows = ({ page }: Site, heading: string) => expect.poll(() => page.textContent('h1')).toBe(heading)

/** Goes by links, one after another. */
async function walk(site: Site, ...pages: number[]) {
  for (const n of pages) {
    await site.page.click(`#to${n}`)
    await shows(site, `${n}`)
    await over(site)
  }
}

/** No visit is under way. */
const over = ({ page }: Site) => page.waitForFunction(() => !('visiting' in document.documentElement.dataset))

const back = ({ page }: Site, by = -1) => page.evaluate(`history.go(${by})`)

test.each(['standard', 'csp'] as const)(
  'back, forward and go(-2) show their pages, with the %s build',
  async (alpine) => {
    const site = await openSite(open, { alpine, pages: numbered() })
    const { page, url } = site
    await walk(site, 2, 3)
    await back(site)
    await shows(site, '2')
    expect(page.url()).toBe(`${url}/2`)
    expect(await page.title()).toBe('/2')
    await back(site)
    await shows(site, '1')
    await back(site, 2)
    await shows(site, '3')
    await back(site, -2)
    await shows(site, '1')
    await over(site)
    expect(page.url()).toBe(`${url}/1`)
    expect(await isSame(site)).toBe(true)
    expect(site.visits()).toEqual(['visit /2', 'visit /3', 'restore /2', 'restore /1', 'restore /3', 'restore /1'])
  },
)

test('a page that is gone back to is there at once, and then as the server has it now', async () => {
  let n = 0
  const answer = gate()
  const site = await openSite(open, {
    pages: numbered({
      '/1': async () => {
        if (n > 0) await answer.opened
        return `${links}<h1>1</h1><output>${n++}</output>`
      },
    }),
  })
  await walk(site, 2)
  await back(site)
  await shows(site, '1')
  expect(await site.page.textContent('output')).toBe('0')
  answer.open()
  await expect.poll(() => site.page.textContent('output')).toBe('1')
})

test('the field of a form that shows a query says what the query says, also if it has the focus', async () => {
  const site = await openSite(open, {
    pages: {
      '/': ({ query: { kind = '' } }) =>
        `<section id="list" x-visit="#list"><form x-data @change="$el.requestSubmit()">
          <select name="kind">${['', 'a', 'b'].map((each) => `<option${each === kind ? ' selected' : ''}>${each}</option>`).join('')}</select>
          </form><input name="q"><h1>${kind}</h1></section>`,
    },
  })
  const { page } = site
  await page.fill('[name=q]', 'typed')
  for (const kind of ['a', 'b']) {
    await page.selectOption('select', kind)
    await shows(site, kind)
    await over(site)
  }
  await back(site)
  await shows(site, 'a')
  expect(await page.inputValue('select')).toBe('a')
  await over(site)
  await back(site)
  await shows(site, '')
  expect([await page.inputValue('select'), await page.inputValue('[name=q]')]).toEqual(['', 'typed'])
})

test('scroll, fields and what was open come back', async () => {
  const form = `<div x-data="{ word: 'a' }"><input id="model" x-model="word"><b x-text="word"></b></div>
    <input id="text"><input id="secret" type="password"><input id="tick" type="checkbox"><select id="choice"><option>x</option><option>y</option></select>
    <details id="more"><summary>more</summary>…</details>`
  const site = await openSite(open, { pages: numbered({ '/1': `<h1>1</h1>${form}${long}${links}${long}` }) })
  const { page } = site
  await page.fill('#text', 'typed')
  await page.fill('#model', 'b')
  await page.fill('#secret', 'secret')
  await page.check('#tick')
  await page.selectOption('#choice', 'y')
  await page.click('summary')
  await page.locator('#to2').scrollIntoViewIfNeeded()
  const top = await page.evaluate('scrollY')
  expect(top).toBeGreaterThan(1000)
  await walk(site, 2)
  expect(await page.evaluate('scrollY')).toBe(0)
  await back(site)
  await shows(site, '1')
  await over(site)
  await expect.poll(() => page.textContent('b')).toBe('b')
  expect(
    await page.evaluate('[text.value, model.value, secret.value, tick.checked, choice.value, more.open].join()'),
  ).toBe('typed,b,,true,y,true')
  expect(Math.abs(((await page.evaluate('scrollY')) as number) - (top as number))).toBeLessThan(50)
  await back(site, 1)
  await shows(site, '2')
  await expect.poll(() => page.evaluate('scrollY')).toBe(0)
})

describe('anchors', () => {
  test('in a page are the browser’s, and the page before them comes back', async () => {
    const site = await openSite(open, {
      pages: numbered({ '/2': `<h1>2</h1><a id="down" href="#place">down</a>${long}<p id="place">place</p>${links}` }),
    })
    const { page, url } = site
    await walk(site, 2)
    await page.click('#down')
    await expect.poll(() => page.evaluate('scrollY')).toBeGreaterThan(1000)
    await walk(site, 3)
    await back(site)
    await shows(site, '2')
    expect(page.url()).toBe(`${url}/2#place`)
    await over(site)
    await expect.poll(() => page.evaluate('scrollY')).toBeGreaterThan(1000)
    const visits = site.visits().length
    await back(site)
    await expect.poll(() => page.url()).toBe(`${url}/2`)
    await expect.poll(() => page.evaluate('scrollY')).toBe(0)
    expect(await page.textContent('h1')).toBe('2')
    expect(site.visits().length).toBe(visits)
    await back(site)
    await shows(site, '1')
    expect(await isSame(site)).toBe(true)
  })
})

test('a page that was shown at a place comes back where it was scrolled to since', async () => {
  const site = await openSite(open, {
    pages: numbered({
      '/1': `<h1>1</h1><a id="deep" href="/2#place">deep</a>`,
      '/2': `<h1>2</h1>${links}${long}<p id="place">place</p>`,
    }),
  })
  const { page } = site
  await page.click('#deep')
  await shows(site, '2')
  await expect.poll(() => page.evaluate('scrollY')).toBeGreaterThan(1000)
  await over(site)
  await page.evaluate('scrollTo(0, 300)')
  await page.evaluate(`document.querySelector('#to3').click()`)
  await shows(site, '3')
  await back(site)
  await shows(site, '2')
  await over(site)
  expect(await page.evaluate('scrollY')).toBe(300)
})

test('zig-zag ends where the user is, however late the answers come', async () => {
  const answers = [gate(), gate()]
  let isLate = false
  const site = await openSite(open, {
    pages: numbered({
      '/1': async (ctx) => {
        ctx.set('Cache-Control', 'no-store')
        if (isLate) await answers[0]?.opened
        return `${links}<h1>1</h1>`
      },
      '/2': async (ctx) => {
        ctx.set('Cache-Control', 'no-store')
        if (isLate) await answers[1]?.opened
        return `${links}<h1>2</h1>`
      },
    }),
  })
  const { page, url } = site
  await walk(site, 2, 3)
  isLate = true
  await back(site)
  await expect.poll(() => site.visits().at(-1)).toBe('restore /2')
  await back(site)
  await expect.poll(() => site.visits().at(-1)).toBe('restore /1')
  await back(site, 1)
  await expect.poll(() => site.visits().filter((visit) => visit === 'restore /2').length).toBe(2)
  answers[0]?.open()
  answers[1]?.open()
  await shows(site, '2')
  await over(site)
  expect(page.url()).toBe(`${url}/2`)
  expect(await isSame(site)).toBe(true)
})

test('back to the page that is still there ends what is awaited', async () => {
  const answer = gate()
  const site = await openSite(open, {
    pages: numbered({
      '/1': async (ctx) => {
        ctx.set('Cache-Control', 'no-store')
        if (ctx.get('Hyper-Visit') === 'restore') await answer.opened
        return `${links}<h1>1</h1>`
      },
    }),
  })
  await walk(site, 2)
  await back(site)
  await expect.poll(() => site.visits().at(-1)).toBe('restore /1')
  await back(site, 1)
  await over(site)
  answer.open()
  expect(await site.page.textContent('h1')).toBe('2')
  expect(site.page.url()).toBe(`${site.url}/2`)
})

describe('a page with Cache-Control: no-store', () => {
  const secret = (ctx: { set(name: string, value: string): void }) => {
    ctx.set('Cache-Control', 'no-store')
    return `${links}<h1>1</h1>`
  }

  test.each([
    ['that was visited', '/2', [1, 3]],
    ['that was loaded', '/1', [3]],
  ] as const)('%s is not kept', async (_what, first, way) => {
    const answer = gate()
    const all = numbered()
    let isGone = false
    const site = await openSite(open, {
      pages: {
        [first]: all[first] ?? '',
        ...all,
        '/1': async (ctx) => {
          if (isGone) await answer.opened
          return secret(ctx)
        },
      },
    })
    await walk(site, ...way)
    isGone = true
    await back(site)
    await expect.poll(() => site.visits().at(-1)).toBe('restore /1')
    expect(await site.page.textContent('h1')).toBe('3')
    answer.open()
    await shows(site, '1')
  })
})

describe('without a network', () => {
  test('back shows the page that was kept', async () => {
    const site = await openSite(open, { pages: numbered(), expectErrors: /ERR_INTERNET/ })
    await walk(site, 2)
    await site.page.context().setOffline(true)
    await site.page.evaluate(`document.addEventListener('hyper:visit', ({ detail }) => { window.told = detail.kind })`)
    await back(site)
    await shows(site, '1')
    await expect.poll(() => site.page.evaluate('window.told')).toBe('restore')
    await over(site)
    expect(await site.page.textContent('h1')).toBe('1')
    expect(await isSame(site)).toBe(true)
    await site.page.context().setOffline(false)
    await walk(site, 3)
  })

  test('a link is the browser’s', async () => {
    const site = await openSite(open, { pages: numbered(), expectErrors: /ERR_INTERNET/ })
    await site.page.context().setOffline(true)
    const gone = site.page.waitForEvent('requestfailed', (request) => request.isNavigationRequest())
    await site.page.click('#to2')
    expect((await gone).url()).toBe(`${site.url}/2`)
  })
})

test('no more than 20 pages are kept', async () => {
  const many = Object.fromEntries(
    Array.from({ length: 23 }, (_, n) => [`/${n}`, `<a id="to${n + 1}" href="/${n + 1}">next</a><h1>${n}</h1>`]),
  )
  const site = await openSite(open, { pages: many, expectErrors: /ERR_INTERNET/ })
  await walk(site, ...Array.from({ length: 22 }, (_, n) => n + 1))
  await site.page.context().setOffline(true)
  await back(site, -20)
  await shows(site, '2')
  await over(site)
  const gone = site.page.waitForEvent('requestfailed', (request) => request.isNavigationRequest())
  await back(site, -2)
  await gone
})

test('pages that are kept have no more than 4 MB together', async () => {
  const large = 'x'.repeat(1_500_000)
  const of = (n: number) => `${links}<h1>${n}</h1><p hidden>${large}</p>`
  const site = await openSite(open, {
    pages: { '/0': `${links}<h1>0</h1><p hidden>${large}</p>`, '/1': of(1), '/2': of(2), '/3': `${links}<h1>3</h1>` },
    expectErrors: /ERR_INTERNET/,
  })
  await walk(site, 1, 2, 3)
  await site.page.context().setOffline(true)
  await back(site, -2)
  await shows(site, '1')
  await over(site)
  const gone = site.page.waitForEvent('requestfailed', (request) => request.isNavigationRequest())
  await back(site)
  await gone
})

test('what pushUrl showed is restored as the server has it, and so is the page before it', async () => {
  const counter = ({ query }: { query: Record<string, unknown> }) => {
    const n = Number(query['n'] ?? 2)
    return `${links}<div x-data="{ n: ${n} }"><h1 x-text="n">${n}</h1><button x-action="/more({ n: n })">more</button></div>`
  }
  const more = action((_ctx, { n }) => [signals({ n: Number(n) + 10 }), pushUrl(`/2?n=${Number(n) + 10}`)])
  const site = await openSite(open, {
    pages: numbered({ '/2': counter }),
    routes: (router) => router.post('/more', more),
  })
  const { page, url } = site
  await walk(site, 2)
  for (const n of ['12', '22']) {
    await page.click('button')
    await page.waitForURL(`${url}/2?n=${n}`)
  }
  await back(site)
  await shows(site, '12')
  await over(site)
  await back(site)
  await shows(site, '2')
  expect(page.url()).toBe(`${url}/2`)
  await over(site)
  await back(site, 2)
  await shows(site, '22')
  await over(site)
  await walk(site, 1)
  await back(site)
  await shows(site, '22')
  await over(site)
  expect(await isSame(site)).toBe(true)
})

test('x-visit.replace takes the place of the entry', async () => {
  const site = await openSite(open, {
    pages: numbered({ '/2': `<h1>2</h1><a x-visit.replace id="to3" href="/3">3</a>` }),
  })
  await walk(site, 2, 3)
  await back(site)
  await shows(site, '1')
})

test('a page that was loaded anew goes back by a visit', async () => {
  const site = await openSite(open, { pages: numbered() })
  await walk(site, 2)
  await site.page.reload()
  await site.page.evaluate('window.isSame = true')
  await back(site)
  await shows(site, '1')
  expect(site.page.url()).toBe(`${site.url}/1`)
})
