import { describe, expect, test } from 'vitest'
import { action, event } from '../../server/index.js'
import { useApp } from './app.js'
import { openLab } from './morph/lab.js'
import { act } from './page.js'

const open = useApp()

/** Notes the events of swaps as the window hears them: what and where; and of `#n` and the source, what is in `#n` then. */
const listening = `window.log = []
  for (const name of ['before-swap', 'after-swap', 'after-settle'])
    addEventListener('hyper:' + name, ({ target, detail }) =>
      log.push([name, target.id || target.nodeName, detail.swap, /^[ns]/.test(target.id) && text('#n')].filter(Boolean).join(' ')))`

test('each place tells before and after its swap, and the call once all has settled', async () => {
  const { page, send } = await openLab(
    open,
    '<main id="root" x-data="{ t: `alive` }"><p id="a">A</p><i id="x" class="x"></i><i id="y" class="x"></i><b id="n">0</b></main>',
    { script: listening },
  )
  const ended = await send(
    { markup: '<p id="a">1</p>', target: null },
    { markup: '<b id="n" x-init="$el.textContent = t">1</b>', target: '#n' },
    { markup: '<u>2</u>', target: '.x', swap: 'inner', all: true },
  )
  expect(ended).toMatchObject({ ok: true, problems: [] })
  expect(await page.evaluate('log')).toEqual([
    'before-swap a outer',
    'after-swap a outer',
    'before-swap n outer 0',
    'after-swap n outer 1',
    'before-swap x inner',
    'after-swap x inner',
    'before-swap y inner',
    'after-swap y inner',
    'after-settle source alive',
  ])
})

test('places of an insertion are the target, and what has the id of a root already', async () => {
  const { page, send } = await openLab(open, '<ul id="l"><li id="a">A</li></ul>', { script: listening })
  await send({ markup: '<li id="a">1</li><li id="b">2</li>', target: '#l', swap: 'append' })
  expect(await page.evaluate('log')).toEqual([
    'before-swap l append',
    'before-swap a outer',
    'after-swap a outer',
    'after-swap l append',
    'after-settle source',
  ])
  expect(await page.innerHTML('#l')).toBe('<li id="a">1</li><li id="b">2</li>')
})

test('what is gone tells it from the document', async () => {
  const { page, send } = await openLab(open, '<main id="root" x-data><p id="a">A</p><p id="b">B</p></main>', {
    script: listening,
  })
  await send(
    { markup: '', target: '#a', swap: 'remove' },
    { markup: '<p id="c">C</p>', target: '#b', swap: 'replace' },
    { remove: '#source' },
  )
  expect(await page.evaluate('log')).toEqual([
    'before-swap a remove',
    'after-swap #document remove',
    'before-swap b replace',
    'after-swap #document replace',
    'after-settle #document',
  ])
})

test('they bubble out of shadow roots, and Alpine hears them on an ancestor', async () => {
  const { page, send } = await openLab(
    open,
    `<main id="root" x-data="{ heard: [] }" @hyper:before-swap="heard.push('before ' + $event.target.id)"
      @hyper:after-swap="heard.push('after ' + $event.target.id)" @hyper:after-settle.window="heard.push('settled')">
      <p id="a">A</p><section id="host" x-init="attach($el)"></section></main>`,
    {
      script: `window.attach = (host) => {
        host.attachShadow({ mode: 'open' }).innerHTML = '<p id="in">A</p><b id="go"></b>'
        Alpine.initTree(host.shadowRoot)
      }
      window.callInside = async () => {
        const [run] = Alpine.evaluate($('#host').shadowRoot.querySelector('#go'), '[$action]')
        await run('answer', { sent: [{ markup: '<p id="in">B</p>', target: '#in' }] })
      }`,
    },
  )
  await send({ markup: '<p id="a">B</p>', target: '#a' })
  await page.evaluate('callInside()')
  expect(await page.evaluate(`$('#host').shadowRoot.querySelector('#in').textContent`)).toBe('B')
  expect(await page.evaluate('data().heard')).toEqual([
    'before a',
    'after a',
    'settled',
    'before host',
    'after host',
    'settled',
  ])
})

describe('before a swap, a listener', () => {
  const two = '<main id="root" x-data="{ n: 1 }"><p id="a">A</p><p id="b">B</p></main>'

  test('prevents it: nothing of it is swapped, and the next items are applied', async () => {
    const { page, send } = await openLab(open, two, {
      script: `${listening}
        addEventListener('hyper:before-swap', (event) => event.target.id === 'a' && event.preventDefault())`,
    })
    const ended = await send(
      { markup: '<p id="a">1</p>', target: null },
      { markup: '<p id="b">1</p>', target: null },
      { signals: { n: 2 }, scope: '#root' },
    )
    expect(ended).toMatchObject({ ok: true, problems: [] })
    expect(await page.evaluate('[texts("p"), data().n]')).toEqual([['A', '1'], 2])
    expect(await page.evaluate('log')).toEqual([
      'before-swap a outer',
      'before-swap b outer',
      'after-swap b outer',
      'after-settle source',
    ])
  })

  test('prevents it once: the same markup is swapped the next time', async () => {
    const { page, send } = await openLab(open, two, {
      script: `addEventListener('hyper:before-swap', (event) => event.preventDefault(), { once: true })`,
    })
    await send({ markup: '<p id="a">1</p>', target: null })
    expect(await page.textContent('#a')).toBe('A')
    await send({ markup: '<p id="a">1</p>', target: null })
    expect(await page.textContent('#a')).toBe('1')
  })

  test.each(['outer', 'inner', 'replace', 'append', 'before', 'idiomorph'] as const)(
    'changes what goes in (%s)',
    async (swap) => {
      const { page, send } = await openLab(open, '<main id="root" x-data="{ n: 1 }"><p id="a">A</p></main>', {
        script: `addEventListener('hyper:before-swap', ({ detail: { swap, content } }) => {
          window.seen = [swap, content.nodeName, content.children.length]
          content.querySelector('u').textContent = 'mine'
        })`,
      })
      await send({ markup: '<p><u>theirs</u></p>', target: '#a', swap })
      expect(await page.evaluate('seen')).toEqual([swap, '#document-fragment', 1])
      expect(await page.evaluate('text("u")')).toBe('mine')
    },
  )

  test('that changed what goes in changes nothing once it is gone: the same markup is swapped as it is', async () => {
    const { page, send } = await openLab(open, two, {
      script: `addEventListener('hyper:before-swap', ({ detail }) => { detail.content.firstChild.textContent = 'mine' }, { once: true })`,
    })
    await send({ markup: '<p id="a">1</p>', target: null })
    expect(await page.textContent('#a')).toBe('mine')
    await send({ markup: '<p id="a">1</p>', target: null })
    expect(await page.textContent('#a')).toBe('1')
  })
})

describe('when a call has settled', () => {
  test('it tells so from its source, once, also without any markup, behind events that wait for it', async () => {
    const { page } = await open({
      actions: {
        go: action(() => [event('late', {}, { after: 'settle' }), { n: 2 }]),
        nothing: action(() => undefined),
      },
      script: `window.log = []
        for (const name of ['late', 'hyper:after-settle'])
          addEventListener(name, ({ type, target, detail }) =>
            log.push([type, target.id, JSON.stringify(detail), document.querySelector('b').textContent].join(' ')))`,
      body: '<main id="root" x-data="{ n: 1 }"><b x-text="n"></b></main>',
    })
    await act(page, '#root', 'go')
    expect(await page.evaluate('log')).toEqual(['late root {} 2', 'hyper:after-settle root {} 2'])
    await act(page, '#root', 'nothing')
    expect(await page.evaluate('log.length')).toBe(3)
  })

  test('without an answer there is nothing to tell', async () => {
    const { page } = await open({
      actions: {},
      plugin: 'retry: 0',
      expectErrors: /HyperError|ERR_/,
      script: `window.log = []; addEventListener('hyper:after-settle', ({ target }) => log.push(target.id))`,
      body: '<main id="root" x-data="{ n: 1 }"></main>',
    })
    await page.route('**/', (route) => route.abort())
    expect(await act(page, '#root', 'go')).toMatchObject({ ok: false, reason: 'network' })
    expect(await page.evaluate('log')).toEqual([])
    await page.unroute('**/')
  })
})
