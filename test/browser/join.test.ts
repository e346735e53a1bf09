import { expect, test } from 'vitest'
import { useApp } from './app.js'
import { openLab } from './morph/lab.js'
import type { Sent } from './morph/sent.js'
import { act, state } from './page.js'

const open = useApp()

const put = (markup: string, target = '#list', swap: 'append' | 'before' = 'append'): Sent => ({
  markup,
  target,
  swap,
  strict: false,
})
const set = (...values: Record<string, unknown>[]): Sent[] => values.map((signals) => ({ signals }))

/** Enough that what follows each other is joined. */
const many = Array.from({ length: 120 }, (): Sent => ({ signals: { $filler: 1 } }))

const cases: Record<string, Sent[]> = {
  'what goes before the first that matches': ['1', '2', '3'].map((text) => put(`<li>${text}</li>`, 'li', 'before')),
  'what goes into a place that fills': ['1', '2', '3'].map((text) => put(`<b>${text}</b>`, 'li:not(:has(b))')),
  'an id behind a text that names one': ['1', '2'].map((text) => put(`<li title="an id=${text}" id="a">${text}</li>`)),
  'an id in other letters': [put('<li id="a&amp;">1</li>'), put('<li id="a&">2</li>')],
  'an element that leaves what is morphed': [put('<li><input id="kept"></li>'), put('<li id="old">new</li>')],
  'a text that looks like markup': [
    put('<li><textarea><b title="</textarea><i>"></b></textarea></li>'),
    put('<li>2</li>'),
  ],
  'a text that looks like a page': [put(' <li>1</li>'), put('<li title="<body>">2</li>')],
  'a form that is not closed': [put('<form><table><form></form></table></form>'), put('<form>2</form>')],
  'a setter that counts': set({ added: 1 }, { added: 2 }, { added: 3 }),
  'a method of the page': set({ method: 1 }, { method: 2 }),
  'a target that is missing': ['1', '2', '3'].map((text) => put(`<li>${text}</li>`, '#missing')),
}

const body = `<main id="root" x-data="{ sum: 0, set added(value) { this.sum += value }, method() {} }">
  <ul id="list"><li id="old"><input id="kept"></li><li></li></ul></main>`

test.each(Object.entries(cases))('%s does the same among very much else', async (_title, items) => {
  const shown = []
  for (const others of [[], many]) {
    const { page } = await openLab(open, body, { expectErrors: /signal|target/ })
    await page.fill('#kept', 'typed')
    const { problems } = await act(page, '#root', 'answer', {
      sent: [...others, { signals: { $filler: 1 } }, ...items],
    })
    await page.evaluate('settled()')
    const typed = await page.locator('input').evaluateAll((all) => all.map((el) => (el as HTMLInputElement).value))
    shown.push([await page.innerHTML('#root'), await state(page), typed, problems])
  }
  expect(shown[1]).toEqual(shown[0])
})
