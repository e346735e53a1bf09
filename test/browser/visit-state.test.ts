import { describe, expect, test } from 'vitest'
import { useApp } from './app.js'
import { evaluate } from './page.js'
import { isSame, openSite } from './visit-site.js'

const open = useApp()

const to = (path: string) => `<a id="to" href="${path}">go</a>`

/** Counts what begins and ends: `x-data="life('name')"`. */
const script = `
  window.lives = []
  document.addEventListener('alpine:init', () => Alpine.data('life', (name) => ({
    n: 0,
    init() { lives.push('init ' + name) },
    destroy() { lives.push('destroy ' + name) },
  })))`

describe.each(['standard', 'csp'] as const)('on another page, with the %s build', (alpine) => {
  test('a component begins anew, even if the server sends the same again', async () => {
    const record = (id: number, other: number) =>
      `${to(`/${other}`)}<h1>${id}</h1><div id="r${id}" x-data="{ n: 0 }"><i x-text="n"></i></div>
       <section x-data="{ n: 0 }"><button @click="n++">+</button><b x-text="n"></b></section>`
    const { page } = await openSite(open, { alpine, pages: { '/1': record(1, 2), '/2': record(2, 1) } })
    await page.click('button')
    await expect.poll(() => page.textContent('b')).toBe('1')
    await page.click('#to')
    await expect.poll(() => page.textContent('h1')).toBe('2')
    await expect.poll(() => page.textContent('b')).toBe('0')
    await page.click('button')
    await expect.poll(() => page.textContent('b')).toBe('1')
  })

  test('a component with the same id and data goes on, with other data it begins anew', async () => {
    const body = (id: number, seed: string) =>
      `${to('/2')}<h1>${id}</h1><nav id="menu" x-data="{ n: 0 }"><button @click="n++">+</button><b x-text="n"></b></nav>
       <div id="box" x-data="${seed}"><i x-text="n"></i></div>`
    const { page } = await openSite(open, { alpine, pages: { '/1': body(1, '{ n: 1 }'), '/2': body(2, '{ n: 2 }') } })
    await page.click('button')
    await evaluate(page, '#box', 'n = 7')
    await page.evaluate(`document.querySelector('#menu').isThis = true`)
    await page.click('#to')
    await expect.poll(() => page.textContent('h1')).toBe('2')
    expect(await page.textContent('#menu b')).toBe('1')
    expect(await page.evaluate(`document.querySelector('#menu').isThis`)).toBe(true)
    await expect.poll(() => page.textContent('#box i')).toBe('2')
  })

  test('an island with x-keep and the same id stays, wherever it is', async () => {
    const island =
      '<div id="player" x-keep x-data="{ n: 0 }"><button @click="n++">+</button><b x-text="n"></b><input></div>'
    const { page } = await openSite(open, {
      alpine,
      pages: {
        '/1': `${to('/2')}<h1>1</h1><main x-data="{ a: 1 }">${island}</main>`,
        '/2': `${to('/1')}<h1>2</h1><footer><p>foot</p>${island.replace('n: 0', 'n: 100')}</footer>`,
      },
    })
    await page.click('button')
    await page.fill('input', 'mine')
    await page.evaluate(`document.querySelector('#player').isThis = true`)
    await page.click('#to')
    await expect.poll(() => page.textContent('h1')).toBe('2')
    expect(await page.evaluate(`document.querySelector('footer #player').isThis`)).toBe(true)
    await page.click('button')
    await expect.poll(() => page.textContent('#player b')).toBe('2')
    expect(await page.inputValue('input')).toBe('mine')
  })

  test('the body goes on if its data is the same, else it begins anew; islands stay', async () => {
    const body = (id: number, data: string) => ({
      attributes: `x-visit x-data="${data}"`,
      body: `<a href="/1" id="a1">1</a><a href="/2" id="a2">2</a><a href="/3" id="a3">3</a><h1>${id}</h1>
        <i x-text="n"></i><p id="island" x-keep x-data="{ m: 0 }"><b x-text="m + n"></b></p>`,
    })
    const { page } = await openSite(open, {
      alpine,
      pages: { '/1': body(1, '{ n: 0 }'), '/2': body(2, '{ n: 0 }'), '/3': body(3, '{ n: 30 }') },
    })
    await evaluate(page, 'body', 'n = 1')
    await evaluate(page, '#island', 'm = 5')
    await page.click('#a2')
    await expect.poll(() => page.textContent('h1')).toBe('2')
    expect(await page.textContent('i')).toBe('1')
    await page.click('#a3')
    await expect.poll(() => page.textContent('h1')).toBe('3')
    await expect.poll(() => page.textContent('i')).toBe('30')
    await expect.poll(() => page.textContent('b')).toBe('35')
    expect(await page.locator('body').count()).toBe(1)
    await page.click('#a2')
    await expect.poll(() => page.textContent('i')).toBe('0')
  })
})

test('what was typed, ticked, chosen or opened on another page is gone', async () => {
  const body = (id: number) => `${to(`/${3 - id}`)}<h1>${id}</h1><form>
    <input id="text" value="a"><textarea id="area">b</textarea><input id="tick" type="checkbox">
    <select id="choice"><option>x</option><option>y</option></select></form>
    <details id="more"><summary>more</summary>…</details>`
  const { page } = await openSite(open, { pages: { '/1': body(1), '/2': body(2) } })
  await page.fill('#text', 'typed')
  await page.fill('#area', 'typed')
  await page.check('#tick')
  await page.selectOption('#choice', 'y')
  await page.click('summary')
  await page.click('#to')
  await expect.poll(() => page.textContent('h1')).toBe('2')
  expect(await page.evaluate(`[text.value, area.value, tick.checked, choice.value, more.open].join()`)).toBe(
    'a,b,false,x,false',
  )
})

test('a modal dialog of another page does not block this one', async () => {
  const body = (id: number) =>
    `<dialog id="ask"><a href="/2">go</a></dialog><h1>${id}</h1><button onclick="window.hit = true">b</button>`
  const { page } = await openSite(open, { pages: { '/1': body(1), '/2': body(2) } })
  await page.evaluate('ask.showModal()')
  await page.click('a')
  await expect.poll(() => page.textContent('h1')).toBe('2')
  await page.click('button')
  expect(await page.evaluate('hit')).toBe(true)
})

test('on the same page, with another query, everything goes on but what has other data', async () => {
  const body = ({
    query: { q = '' },
  }: {
    query: Record<string, unknown>
  }) => `<a id="to" href="/1?q=b">go</a><h1>${q}</h1>
    <section x-data="{ n: 0 }"><b x-text="n"></b></section><div x-data="{ q: '${q}' }"><i x-text="q"></i></div>
    <input id="text"><details id="more"><summary>more</summary>…</details>`
  const { page } = await openSite(open, { pages: { '/1': body } })
  await evaluate(page, 'section', 'n = 3')
  await evaluate(page, 'div', `q = 'changed'`)
  await page.fill('#text', 'typed')
  await page.click('summary')
  await page.click('#to')
  await expect.poll(() => page.textContent('h1')).toBe('b')
  expect(await page.textContent('b')).toBe('3')
  await expect.poll(() => page.textContent('i')).toBe('b')
  expect(await page.evaluate('[text.value, more.open].join()')).toBe('typed,true')
})

test('each component begins once and ends once', async () => {
  const life = (name: string, id = name) => `<p id="${id}" x-data="life('${name}')"></p>`
  const { page } = await openSite(open, {
    script,
    pages: {
      '/1': `${to('/2')}<h1>1</h1>${life('a')}${life('stays')}<div x-data="{ o: 1 }">${life('inner')}</div><div x-data="life('same')"></div>`,
      '/2': `<a id="back" href="/1">back</a><h1>2</h1>${life('b')}${life('stays')}<div x-data="life('same')"></div>`,
    },
  })
  const lives = async () => ((await page.evaluate('lives')) as string[]).toSorted()
  expect(await lives()).toEqual(['init a', 'init inner', 'init same', 'init stays'])
  await page.evaluate('lives.length = 0')
  await page.click('#to')
  await expect.poll(() => page.textContent('h1')).toBe('2')
  await expect.poll(lives).toEqual(['destroy a', 'destroy inner', 'destroy same', 'init b', 'init same'])
  await page.evaluate('lives.length = 0')
  await page.click('#back')
  await expect.poll(() => page.textContent('h1')).toBe('1')
  await expect.poll(lives).toEqual(['destroy b', 'destroy same', 'init a', 'init inner', 'init same'])
})

test('the layout stays: its elements are the same, and a list keeps its place', async () => {
  const aside = `<aside id="side" style="height: 100px; overflow: auto">${'<p>line</p>'.repeat(50)}</aside>`
  const { page } = await openSite(open, {
    pages: {
      '/1': `${aside}<main><h1>1</h1>${to('/2')}</main>`,
      '/2': `${aside}<main><h1>2</h1><ul><li>x</li></ul></main>`,
    },
  })
  await page.evaluate(`{ side.scrollTop = 200; side.isThis = true }`)
  await page.click('#to')
  await expect.poll(() => page.textContent('h1')).toBe('2')
  expect(await page.evaluate('[side.isThis, side.scrollTop].join()')).toBe('true,200')
})

test('what scripts made of a page is gone, what they put into the body stays', async () => {
  const body = (
    id: number,
  ) => `${to(`/${3 - id}`)}<h1>Record</h1><p id="note" contenteditable>note</p><div id="chart"></div>
    <i id="other">${id}</i><ul x-data="{ rows: [1, 2] }"><template x-for="row in rows"><li x-text="row"></li></template></ul>`
  const { page } = await openSite(open, { pages: { '/1': body(1), '/2': body(2) } })
  await page.evaluate(`{
    document.querySelector('h1').textContent = 'Changed'
    chart.append(document.createElement('svg'))
    document.body.append(Object.assign(document.createElement('aside'), { id: 'widget' }))
  }`)
  await page.click('#note')
  await page.keyboard.type('typed ')
  await page.click('#to')
  await expect.poll(() => page.textContent('#other')).toBe('2')
  expect(await page.textContent('h1')).toBe('Record')
  expect(await page.textContent('#note')).toBe('note')
  expect(await page.innerHTML('#chart')).toBe('')
  expect(await page.locator('#widget').count()).toBe(1)
  await expect.poll(() => page.locator('li').count()).toBe(2)
})

describe('a region', () => {
  test('changes, and what is around it does not', async () => {
    const site = await openSite(open, {
      pages: {
        '/1': `<p id="around" x-data="{ n: 0 }"><b x-text="n"></b></p><main id="main"><a x-visit="#main" href="/2">go</a></main>`,
        '/2': `<p id="around">other</p><main id="main">two</main>`,
      },
    })
    const { page } = site
    await evaluate(page, '#around', 'n = 4')
    await page.click('a')
    await expect.poll(() => page.textContent('#main')).toBe('two')
    expect(await page.textContent('#around')).toBe('4')
    expect(await page.title()).toBe('/2')
    expect(await isSame(site)).toBe(true)
  })

  test('is enough of an answer, with a title beside it; the head stays', async () => {
    const site = await openSite(open, {
      pages: {
        '/1': {
          head: '<style id="own">h1 { color: rgb(1, 2, 3) }</style>',
          body: '<h1>One</h1><main id="main"><a x-visit="#main" href="/2">go</a></main>',
        },
        '/2': (ctx) => {
          ctx.type = 'html'
          ctx.body = ctx.hyper.region === '#main' ? '<title>Part</title><main id="main">two</main>' : 'all of it'
          return undefined
        },
      },
    })
    const { page } = site
    await page.click('a')
    await expect.poll(() => page.textContent('#main')).toBe('two')
    expect(await page.title()).toBe('Part')
    expect(await page.evaluate(`getComputedStyle(document.querySelector('h1')).color`)).toBe('rgb(1, 2, 3)')
    expect(site.asked.at(-1)?.ctx.response.get('Vary')).toMatch(/Hyper-Target.*Hyper-Visit|Hyper-Visit.*Hyper-Target/)
  })

  test('may be several; one that the answer lacks stays', async () => {
    const { page } = await openSite(open, {
      pages: {
        '/1': '<i id="cart">1</i><b id="other">1</b><main id="main"><a x-visit="#main, #cart, #other" href="/2">go</a></main>',
        '/2': '<i id="cart">2</i><main id="main">two</main>',
      },
    })
    await page.click('a')
    await expect.poll(() => page.textContent('#main')).toBe('two')
    expect(await page.textContent('#cart')).toBe('2')
    expect(await page.textContent('#other')).toBe('1')
  })

  test('that the page does not have is all of it', async () => {
    const site = await openSite(open, {
      pages: { '/1': '<a x-visit="#gone" href="/2">go</a>', '/2': '<h1>two</h1>' },
    })
    await site.page.click('a')
    await expect.poll(() => site.page.textContent('h1')).toBe('two')
    expect(await isSame(site)).toBe(true)
  })
})

test('toasts of a page are shown, also if they are those of the page before', async () => {
  const toasts = `<div x-toasts='[{ "message": "Saved", "level": "info" }]'></div>`
  const { page } = await openSite(open, {
    pages: {
      '/1': `<a href="/2">go</a><div x-toasts></div>`,
      '/2': `<a href="/3">go</a>${toasts}`,
      '/3': `<h1>3</h1>${toasts}`,
    },
  })
  await page.click('a')
  await expect.poll(() => page.locator('.hyper-toast').count()).toBe(1)
  await page.click('a')
  await expect.poll(() => page.locator('.hyper-toast').count()).toBe(2)
})

test('what leaves with its page does so without its transition', async () => {
  const { page } = await openSite(open, {
    pages: {
      '/1': `${to('/2')}<div x-data="{ open: true }" x-show="open" x-transition.duration.60000ms>box</div>`,
      '/2': '<h1>2</h1>',
    },
  })
  await page.click('#to')
  await expect.poll(() => page.textContent('h1')).toBe('2')
  expect(await page.locator('div:has-text("box")').count()).toBe(0)
})
