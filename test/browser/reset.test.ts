import { expect, test } from 'vitest'
import { action, type Returned, reset } from '../../server/index.js'
import { useApp } from './app.js'
import { act, gate, idle, state } from './page.js'

const open = useApp()

async function openWith(body: string, go: () => Returned | Promise<Returned>, expectErrors?: RegExp) {
  const app = await open({
    body: `<main id="root" x-data="{ seen: [] }">${body}</main>`,
    actions: { go: action(go) },
    ...(expectErrors && { expectErrors }),
  })
  return { ...app, run: () => act(app.page, '#root', 'go') }
}

test('a form that was sent is empty again, and what is typed meanwhile stays, with its caret', async () => {
  const held = gate()
  const sent: unknown[] = []
  const { page } = await open({
    body: `<form id="root" x-data="{ text: '', to: '' }" x-action="send">
      <input id="to" name="to" x-model="to"><input id="text" name="text" x-model="text"><button>Send</button></form>`,
    actions: {
      send: action(async (_ctx, input) => {
        sent.push(input)
        if (sent.length === 1) await held.opened
        return reset('this')
      }),
    },
  })
  await page.fill('#to', 'Ann')
  await page.fill('#text', 'Hello')
  const arrived = page.waitForRequest((request) => request.method() === 'POST')
  await page.press('#text', 'Enter')
  await arrived
  await page.fill('#text', 'next')
  await page.press('#text', 'ArrowLeft')
  held.open()
  await idle(page)
  await expect.poll(() => state(page)).toMatchObject({ root: { text: 'next', to: '' } })
  expect(await page.evaluate(`[document.activeElement.id, document.activeElement.selectionStart].join()`)).toBe(
    'text,3',
  )
  await page.press('#text', 'Enter')
  await expect.poll(() => state(page)).toMatchObject({ root: { text: '', to: '' } })
  expect(sent).toEqual([
    { to: 'Ann', text: 'Hello' },
    { to: '', text: 'next' },
  ])
})

test('a form is reset as the browser does, also one with controls called reset and elements', async () => {
  const { page, run } = await openWith(
    `<form id="f" @reset="seen.push('reset')"><input name="reset" id="a" value="A"><output id="o">0</output>
      <input name="elements"><button name="b">B</button></form>`,
    () => reset('#f'),
  )
  await page.fill('#a', 'B')
  await page.evaluate(`document.querySelector('#o').value = '7'`)
  expect(await run()).toMatchObject({ problems: [] })
  expect(await page.inputValue('#a')).toBe('A')
  expect(await page.textContent('#o')).toBe('0')
  expect(await state(page)).toEqual({ root: { seen: ['reset'] }, $: {} })
})

test('a form whose page prevents its reset keeps everything', async () => {
  const { page, run } = await openWith(`<form id="f" @reset.prevent><input id="a" value="A"></form>`, () => reset('#f'))
  await page.fill('#a', 'B')
  await run()
  expect(await page.inputValue('#a')).toBe('B')
})

test('beside a control that was edited, every other kind goes back to its default', async () => {
  const held = gate()
  const { page, run } = await openWith(
    `<form id="f"><input id="it"><input id="a" value="A"><textarea id="t">T</textarea><output id="o">0</output>
      <input id="c" type="checkbox" checked><input type="file" id="file"><button id="b" value="B">B</button>
      <select id="s"><option>x</option><option selected>y</option></select><fieldset></fieldset>
      <select id="m" multiple><option selected>x</option><option>y</option></select></form>`,
    async () => {
      await held.opened
      return reset('#f')
    },
  )
  await page.fill('#a', 'B')
  await page.fill('#t', 'U')
  await page.uncheck('#c')
  await page.selectOption('#s', 'x')
  await page.selectOption('#m', 'y')
  await page.setInputFiles('#file', { name: 'f.txt', mimeType: 'text/plain', buffer: Buffer.from('f') })
  await page.evaluate(`document.querySelector('#o').value = '7'`)
  const arrived = page.waitForRequest((request) => request.method() === 'POST')
  const ended = run()
  await arrived
  await page.fill('#it', 'typed')
  held.open()
  expect(await ended).toMatchObject({ problems: [] })
  expect(
    await page.evaluate(
      `[it.value, a.value, t.value, o.value, c.checked, file.files.length, b.value, s.value, m.value].join()`,
    ),
  ).toBe('typed,A,T,0,true,0,B,y,x')
})

test('a lone control causes the events of a user, once, and only if it changes', async () => {
  const { page, run } = await openWith(
    `<div @input="seen.push($event.target.id)" id="box"><input id="a" value="A"><input id="b" value="B"></div>`,
    () => [reset('#a'), reset('#b')],
  )
  await page.evaluate(`a.value = 'x'`)
  await run()
  expect(await page.inputValue('#a')).toBe('A')
  expect(await state(page)).toMatchObject({ root: { seen: ['a'] } })
})

test('an element stands for the forms and controls in it, and all for every match', async () => {
  const { page, run } = await openWith(
    `<div class="x"><form><input id="a"></form><input id="b"></div><div class="x"><input id="c"></div><input id="d">`,
    () => reset('.x', { all: true }),
  )
  for (const id of 'abcd') await page.fill(`#${id}`, 'typed')
  expect(await run()).toMatchObject({ problems: [] })
  expect(await page.evaluate(`[a.value, b.value, c.value, d.value].join()`)).toBe(',,,typed')
})

test('what has nothing to reset is reported', async () => {
  const { run, errors } = await openWith('<p id="p"></p>', () => reset('#p'), /HyperError/)
  expect(await run()).toMatchObject({ ok: true, problems: ['target'] })
  expect(errors).toEqual([expect.stringContaining('reset: "#p" is <p id="p">; name a form or control')])
})
