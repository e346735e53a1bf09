import { Readable } from 'node:stream'
import type Koa from 'koa'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { action, errors } from '../../server/index.js'
import { useApp } from './app.js'
import { act, evaluate, gate, idle } from './page.js'

const open = useApp()

const noise = /Failed to load resource/

describe('busy', () => {
  test('the source and a form that blocks are marked, and free when it is over', async () => {
    const held = gate()
    const { page } = await open({
      actions: { go: action(() => held.opened) },
      body: '<main x-data><form id="f" x-action="go"><button id="b">go</button></form><p id="p" x-action="go">go</p></main>',
    })
    const marked = () =>
      page.evaluate(() => [...document.querySelectorAll('[aria-busy=true][data-loading]')].map((el) => el.id))
    await page.click('#b')
    await page.click('#p')
    await expect.poll(marked).toEqual(['f', 'p'])
    expect(await page.getAttribute('#b', 'aria-disabled')).toBe('true')
    held.open()
    await expect.poll(marked).toEqual([])
    expect(await page.locator('[data-loading], [aria-disabled]').count()).toBe(0)
  })

  test('two calls that block one form free it when both are over, and what the page disabled stays so', async () => {
    const held = [gate(), gate()]
    const { page } = await open({
      actions: { go: action((_ctx, { id }) => held[Number(id)]?.opened) },
      body: `<main x-data><form id="f"><button id="a" x-lane="a" x-action="go({ id: 0 })">a</button>
        <button id="b" x-lane="b" x-action="go({ id: 1 })">b</button><button id="own" aria-disabled="true">c</button></form></main>`,
    })
    const disabled = () => page.evaluate(() => [...document.querySelectorAll('[aria-disabled]')].map((el) => el.id))
    // not by the mouse, as that waits for a button that is enabled
    for (const id of ['a', 'b']) await page.evaluate(`document.getElementById('${id}').click()`)
    await expect.poll(disabled).toEqual(['a', 'b', 'own'])
    held[0]?.open()
    await expect.poll(() => page.getAttribute('#a', 'aria-busy')).toBeNull()
    expect(await disabled()).toEqual(['a', 'b', 'own'])
    held[1]?.open()
    await expect.poll(disabled).toEqual(['own'])
  })

  test('ends by the timeout of a call, with that reason', async () => {
    const held = gate()
    const { page, errors } = await open({
      actions: { go: action(() => held.opened) },
      body: '<main x-data><p id="it">go</p></main>',
      expectErrors: /had no answer in 100 ms/,
    })
    expect(await act(page, '#it', 'go', {}, { timeout: 100 })).toMatchObject({ ok: false, reason: 'timeout' })
    expect(errors).toHaveLength(1)
    await idle(page)
    held.open()
  })

  test('a timeout is to the first byte: a stream may take longer', async () => {
    const held = gate()
    const { page } = await open({
      actions: {
        go: action(async function* () {
          yield { n: 1 }
          await held.opened
          yield { n: 2 }
        }),
        silent: action(() => held.opened),
      },
      body: '<main x-data="{ n: 0 }"><p id="it" x-text="n">go</p></main>',
      expectErrors: /had no answer in 1000 ms/,
    })
    const stream = act(page, '#it', 'go', {}, { timeout: 1000 })
    await expect.poll(() => page.textContent('#it')).toBe('1')
    // begun later, with as much time, and nothing comes
    const late = await act(page, '#it', 'silent', {}, { timeout: 1000, lane: 'parallel' })
    expect(late).toMatchObject({ reason: 'timeout' })
    held.open()
    expect(await stream).toMatchObject({ ok: true })
    expect(await page.textContent('#it')).toBe('2')
  })

  test('nor does it end a download, or any other answer, that has begun', async () => {
    const held = gate()
    async function* parts() {
      yield 'a'
      await held.opened
      yield 'b'
    }
    const { page } = await open({
      actions: {
        go: action((ctx) => {
          ctx.type = 'text/plain'
          ctx.body = Readable.from(parts())
        }),
        silent: action(() => held.opened),
      },
      body: '<main x-data><p id="it">go</p></main>',
      expectErrors: /had no answer in 1000 ms/,
    })
    const answered = page.waitForResponse(
      (response) => response.headers()['content-type']?.startsWith('text/plain') === true,
    )
    const download = act(page, '#it', 'go', {}, { timeout: 1000, retry: 0 })
    await answered
    // begun later, with as much time, and nothing comes
    const late = await act(page, '#it', 'silent', {}, { timeout: 1000, lane: 'parallel' })
    expect(late).toMatchObject({ reason: 'timeout' })
    held.open()
    expect(await download).toMatchObject({ ok: true, value: 'ab' })
  })

  test('ends when the page comes back from where the browser had put it aside', async () => {
    const held = gate()
    const { page } = await open({
      actions: { go: action(() => held.opened) },
      body: '<main x-data><p id="it">go</p></main>',
      plugin: 'retry: 0',
      expectErrors: /had no answer/,
    })
    const calls = [act(page, '#it', 'go'), act(page, '#it', 'go')]
    await expect.poll(() => page.getAttribute('#it', 'aria-busy')).toBe('true')
    await page.evaluate(() => dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true })))
    expect(await calls[0]).toMatchObject({ reason: 'network' })
    // the one behind it goes now
    held.open()
    expect(await calls[1]).toMatchObject({ ok: true })
    expect(await page.getAttribute('#it', 'aria-busy')).toBeNull()
  })
})

describe.each(['standard', 'csp'] as const)('x-loading under the %s build', (alpine) => {
  test('is shown while a call of its name is under way, and .remove hides', async () => {
    const held = gate()
    const { page } = await open({
      alpine,
      actions: { go: action(() => held.opened), other: action(() => held.opened) },
      body: `<main x-data><p id="it" x-action="go">go</p><i id="any" x-loading>any</i><i id="named" x-loading="go">go</i>
        <i id="other" x-loading="other">other</i><i id="removed" x-loading.remove="go">removed</i></main>`,
    })
    const shown = () =>
      page.evaluate(() => [...document.querySelectorAll('i')].filter((el) => el.checkVisibility()).map((el) => el.id))
    expect(await shown()).toEqual(['removed'])
    await page.click('#it')
    await expect.poll(shown).toEqual(['any', 'named'])
    held.open()
    await expect.poll(shown).toEqual(['removed'])
  })
})

test('x-loading.delay does not show what is quick, and .min shows what is shown for a while', async () => {
  const held = gate()
  const { page } = await open({
    actions: { quick: action(() => {}), slow: action(() => held.opened) },
    body: `<main id="root" x-data><i id="delayed" x-loading.delay.200ms>late</i><i id="least" x-loading.min.500ms>long</i></main>`,
    script: `
      window.seen = []
      addEventListener('alpine:initialized', () => new MutationObserver((all) => {
        for (const { target } of all) seen.push([target.id, target.style.display === '', performance.now()])
      }).observe(document.body, { subtree: true, attributeFilter: ['style'] }))`,
  })
  const seen = async () => (await page.evaluate('seen')) as [string, boolean, number][]
  await act(page, '#root', 'quick')
  await expect
    .poll(async () => (await seen()).map(([id, isShown]) => [id, isShown]))
    .toEqual([
      ['least', true],
      ['least', false],
    ])
  // how long it was to be seen is what this is about
  const [[, , from], [, , to]] = (await seen()) as [[string, boolean, number], [string, boolean, number]]
  expect(to - from).toBeGreaterThan(450)
  const slow = act(page, '#root', 'slow')
  await page.waitForSelector('#delayed', { state: 'visible' })
  held.open()
  await slow
  await page.waitForSelector('#delayed', { state: 'hidden' })
})

describe.each(['standard', 'csp'] as const)('x-error under the %s build', (alpine) => {
  test('shows the message, wires the field to it, and goes with the next input', async () => {
    const { page } = await open({
      alpine,
      expectErrors: noise,
      actions: { join: action(() => errors({ email: ['Taken', 'Odd'], 'items.0.qty': 'Few', tags: 'None' })) },
      body: `<main x-data><form id="f" x-action="join">
        <input name="email" aria-describedby="hint"><i id="hint">Hint</i><b id="e" x-error="email"></b>
        <input name="items.0.qty"><b id="q" x-error="items.0.qty"></b>
        <input type="checkbox" name="tags[]"><b id="t" x-error="tags"></b><b id="n" x-error="name"></b>
        <button>go</button></form></main>`,
    })
    const seen = () =>
      page.evaluate(() =>
        [...document.querySelectorAll('b')].map((el) => (el.checkVisibility() ? el.textContent : null)),
      )
    const wired = (name: string) =>
      page.evaluate((name) => {
        const el = document.querySelector(`[name="${name}"]`)
        return [el?.getAttribute('aria-invalid'), el?.getAttribute('aria-describedby')]
      }, name)
    expect(await seen()).toEqual([null, null, null, null])
    await page.click('button')
    await expect.poll(seen).toEqual(['Taken', 'Few', 'None', null])
    expect(await wired('email')).toEqual(['true', 'hint e'])
    expect(await wired('items.0.qty')).toEqual(['true', 'q'])
    expect(await wired('tags[]')).toEqual(['true', 't'])
    await page.fill('[name=email]', 'a')
    await expect.poll(seen).toEqual([null, 'Few', 'None', null])
    expect(await wired('email')).toEqual([null, 'hint'])
    await page.fill('[name="items.0.qty"]', '3')
    await page.check('[name="tags[]"]')
    await expect.poll(seen).toEqual([null, null, null, null])
    expect(await wired('items.0.qty')).toEqual([null, null])
  })

  test('shows what is refused in its field, too, unless another one does', async () => {
    const refused = { 'pictures.1': 'Large', 'pictures.3': 'Odd', 'items.0.qty': 'Few', 'items.1.qty': 'None' }
    const { page } = await open({
      alpine,
      expectErrors: noise,
      actions: { join: action(() => errors({ ...refused, 'items.1.name': 'Short', picturesque: 'No' })) },
      body: `<main x-data><form x-action="join"><input name="pictures"><b id="p" x-error="pictures"></b>
        <input name="items.0.qty"><b id="q" x-error="items.0.qty"></b>
        <input name="items.1.qty"><input name="items.1.name"><b id="r" x-error="items.1"></b>
        <b id="i" x-error="items"></b><button>go</button></form></main>`,
    })
    const seen = () => page.locator('b').allTextContents()
    const wired = () =>
      page.evaluate(() => [...document.querySelectorAll('input')].map((el) => el.getAttribute('aria-describedby')))
    await page.click('button')
    await expect.poll(seen).toEqual(['Large', 'Few', 'None', ''])
    expect(await wired()).toEqual(['p', 'q', 'r', 'r'])
    await page.fill('[name="items.1.qty"]', '3')
    await expect.poll(seen).toEqual(['Large', 'Few', 'Short', ''])
    expect(await wired()).toEqual(['p', 'q', null, 'r'])
    await page.fill('[name=pictures]', 'a')
    await expect.poll(seen).toEqual(['', 'Few', 'Short', ''])
    expect(await wired()).toEqual([null, 'q', null, 'r'])
    await page.evaluate(`document.querySelector('#q').remove()`)
    await page.click('button')
    await expect.poll(seen).toEqual(['Large', 'None', 'Few'])
  })

  test('one for all of a list, and one for a row, begin with what the server rendered', async () => {
    const { page } = await open({
      alpine,
      body: `<main x-data><form x-action="join"><b id="r" x-error="items.0">Few</b><b id="i" x-error="items">Too many</b></form></main>`,
    })
    await expect.poll(() => evaluate(page, '#i', '$action.errors.any()')).toBe(true)
    await expect.poll(() => page.locator('b').allTextContents()).toEqual(['Few', 'Too many'])
    await expect.poll(() => evaluate(page, '#r', "$action.errors.first('items.0')")).toBe('Few')
    expect(await evaluate(page, '#i', "$action.errors.first('items')")).toBe('Too many')
  })

  test('is wired to a field that belongs to its form from elsewhere', async () => {
    const { page } = await open({
      alpine,
      expectErrors: noise,
      actions: { join: action(() => errors({ email: 'Taken' })) },
      body: `<main x-data><form id="f" x-action="join"><b id="e" x-error="email"></b><button>go</button></form>
        <input name="email" form="f"><form><input name="email" id="other"></form></main>`,
    })
    const wired = () =>
      page.evaluate(() =>
        [...document.querySelectorAll('input')].map((el) => [el.ariaInvalid, el.getAttribute('aria-describedby')]),
      )
    await page.click('button')
    await expect.poll(() => page.textContent('#e')).toBe('Taken')
    expect(await wired()).toEqual([
      ['true', 'e'],
      [null, null],
    ])
    await page.fill('#other', 'a')
    expect(await page.textContent('#e')).toBe('Taken')
    await page.fill('[form=f]', 'a')
    await expect.poll(() => page.textContent('#e')).toBe('')
    expect(await wired()).toEqual([
      [null, null],
      [null, null],
    ])
  })

  test('begins with what the server rendered', async () => {
    const { page } = await open({
      alpine,
      actions: { join: action(() => {}) },
      body: `<main x-data><form id="f" x-action="join"><input name="email"><b id="e" x-error="email">Taken</b>
        <b id="other" x-error="name"></b><button>go</button></form></main>`,
    })
    await expect.poll(() => page.getAttribute('[name=email]', 'aria-invalid')).toBe('true')
    expect(await page.textContent('#e')).toBe('Taken')
    expect(await page.isVisible('#e')).toBe(true)
    expect(await evaluate(page, '#e', "$action.errors.first('email')")).toBe('Taken')
    await page.click('button')
    await page.waitForSelector('#e', { state: 'hidden' })
    expect(await page.getAttribute('[name=email]', 'aria-invalid')).toBeNull()
  })
})

test('an errors item with only replaces the messages of its fields and leaves the others', async () => {
  const { page } = await open({
    expectErrors: noise,
    actions: { join: action(() => errors({ email: 'Taken', name: 'Short', 'items.0.qty': 'Few' })) },
    routes: (router) =>
      router.post('/check', (ctx) => {
        ctx.set('Hyper-Answer', '1')
        ctx.type = 'text/event-stream'
        ctx.body = `event: errors\ndata: ${JSON.stringify({ fields: { email: ['Odd'] }, only: ['email', 'items'] })}\n\nevent: end\ndata: {}\n\n`
      }),
    body: '<main id="root" x-data></main>',
  })
  await act(page, '#root', 'join')
  await act(page, '#root', '/check')
  const shown = await evaluate(
    page,
    '#root',
    "['email', 'name', 'items.0.qty'].map((field) => $action.errors.first(field))",
  )
  expect(shown).toEqual(['Odd', 'Short', undefined])
})

test('.only checks one field, and neither blocks the form nor shows it as busy', async () => {
  let held = gate()
  held.open()
  let asked = 0
  const hold: Koa.Middleware = async (_ctx, next) => {
    asked++
    await held.opened
    await next()
  }
  const input = z.object({ email: z.string().min(1, 'Missing'), name: z.string().min(5, 'Short') })
  const { page } = await open({
    expectErrors: noise,
    actions: { signup: action({ use: hold, input }, () => undefined) },
    body: `<main x-data><form id="f" x-action="signup" novalidate><input name="email" x-action:blur.only="signup"><b id="e" x-error="email"></b>
      <input name="name" value="Ann"><b id="n" x-error="name"></b><button>go</button></form></main>`,
  })
  await page.click('button')
  await expect.poll(() => page.textContent('#e')).toBe('Missing')
  expect(await page.textContent('#n')).toBe('Short')
  await idle(page)
  held = gate()
  const before = asked
  await page.fill('[name=email]', 'ann@example.com')
  await page.focus('[name=name]')
  await expect.poll(() => asked).toBe(before + 1)
  expect(await page.locator('form[aria-busy], form[data-loading], [aria-disabled]').count()).toBe(0)
  held.open()
  await idle(page)
  // the check was fine: its field is, and of the others nothing is known
  await expect.poll(() => page.textContent('#e')).toBe('')
  expect(await page.textContent('#n')).toBe('Short')
})

test.each([
  ['blur', ['aborted'], ''],
  ['input', ['aborted', 'http'], 'Short'],
])('an edit ends the check on %s of what was there before', async (type, ended, message) => {
  const held = gate()
  let asked = 0
  const hold: Koa.Middleware = async (_ctx, next) => {
    if (++asked === 1) await held.opened
    await next()
  }
  const input = z.object({ email: z.string().min(5, 'Short') })
  const { page } = await open({
    expectErrors: noise,
    actions: { signup: action({ use: hold, input }, () => undefined) },
    script: `window.ended = []; addEventListener('hyper:after', ({ detail }) => ended.push(detail.outcome.reason))`,
    body: `<main x-data><form x-action="signup"><input name="email" x-action:${type}.only="signup"><b id="e" x-error="email"></b>
      <button>go</button></form></main>`,
  })
  await page.fill('[name=email]', 'a')
  if (type === 'blur') await page.focus('button')
  await expect.poll(() => asked).toBe(1)
  await page.fill('[name=email]', 'b')
  await expect.poll(() => page.evaluate('ended')).toEqual(ended)
  held.open()
  await idle(page)
  expect(await page.textContent('#e')).toBe(message)
})
