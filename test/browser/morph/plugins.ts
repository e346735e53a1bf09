import type { Page } from 'playwright'
import type { Scenario } from './scenario.js'

const panel = (n: string) =>
  `<div id="p" class="${n}" x-show="open" x-collapse.duration.30ms><p style="height: 40px; margin: 0">${n}</p></div>`
const card = (id: string, more = '') => `<li id="${id}" x-sort:item="'${id}'">${id}${more}</li>`
const trap = (n: string) =>
  `<div id="t" class="${n}" x-trap.inert.noscroll="open"><input id="i"><input id="j"></div><div id="side">${n}</div><button id="o">o</button>`
const tip = (n: string) =>
  `<button id="r" x-ref="r" style="position: absolute; top: 100px; left: 50px">r</button><div id="a" class="${n}" x-anchor.bottom-start.offset.5="$refs.r">${n}</div>`

/** Sets `open`, and waits until the plugin has done what it does with that. */
const opening = (done: string) => async (page: Page) => {
  await page.evaluate('data().open = true')
  await page.waitForFunction(done)
}
const trapped = 'document.activeElement.id === "i" && $("#side").ariaHidden'

export const plugins: Scenario[] = [
  {
    title: 'collapse: a panel that is open stays open',
    plugins: ['collapse'],
    data: '{ open: false }',
    before: panel('a'),
    client: opening('!$("#p").hidden && $("#p").offsetHeight === 40'),
    served: panel('b'),
    after: { '$("#p").offsetHeight': 40, '$("#p").hidden': false, 'text("#p")': 'b', 'classes("#p")': 'b' },
    again: 'data().open = false',
    finally: { '$("#p").hidden': true, 'visible("#p")': [false] },
  },
  {
    title: 'collapse: a panel that is closed stays closed',
    plugins: ['collapse'],
    data: '{ open: true }',
    before: panel('a'),
    client: async (page) => {
      await page.evaluate('data().open = false')
      await page.waitForFunction('$("#p").hidden')
    },
    served: panel('b'),
    after: { 'visible("#p")': [false], '$("#p").hidden': true, '$("#p").style.height': '0px' },
    again: 'data().open = true',
    finally: { '$("#p").offsetHeight': 40 },
  },
  {
    title: 'mask: what is formatted stays, and goes on',
    plugins: ['mask'],
    data: '{ d: `` }',
    before:
      '<input id="a" x-mask="99/99"><input id="m" x-mask="999-999" x-model="d"><input id="d" x-mask:dynamic="$money($input)">',
    client: async (page) => {
      await page.locator('#a').pressSequentially('1234')
      await page.locator('#m').pressSequentially('123456')
      await page.locator('#d').pressSequentially('1234')
    },
    served:
      '<input id="a" class="c" x-mask="99/99"><input id="m" class="c" x-mask="999-999" x-model="d"><input id="d" class="c" x-mask:dynamic="$money($input)">',
    after: { 'values("input")': ['12/34', '123-456', '1,234'], 'data().d': '123-456' },
    again: async (page) => {
      await page.locator('#d').press('End')
      await page.locator('#d').pressSequentially('5')
    },
    finally: { 'values("#d")': ['12,345'] },
  },
  {
    title: 'mask: a changed mask formats as it says',
    plugins: ['mask'],
    before: '<input id="a" x-mask="99/99">',
    served: '<input id="a" x-mask="99-99">',
    after: { '$("#a").getAttribute("x-mask")': '99-99' },
    again: async (page) => {
      await page.locator('#a').pressSequentially('1234')
    },
    finally: { 'values("#a")': ['12-34'] },
  },
  {
    title: 'sort: an order the user made stays until the server sends another',
    plugins: ['sort'],
    before: `<ul id="l" x-sort="count($item + $position)">${card('a')}${card('b')}${card('c')}</ul>`,
    client: 'window.kept = $$("li"); $("#l").prepend($("#c"))',
    served: `<ul id="l" x-sort="count($item + $position)">${card('a', '!')}${card('b')}${card('c', '!')}</ul>`,
    after: { 'texts("li")': ['c!', 'a!', 'b'], '$$("li").map((el) => kept.indexOf(el))': [2, 0, 1] },
  },
  {
    title: 'sort: the order of the server wins where it changed, and dragging goes on',
    plugins: ['sort'],
    before: `<ul id="l" style="margin: 0" x-sort="count($item + $position)">${card('a')}${card('b')}${card('c')}</ul>`,
    client: 'window.kept = $$("li"); $("#l").prepend($("#c"))',
    served: `<ul id="l" style="margin: 0" x-sort="count($item + $position)">${card('b')}${card('c')}${card('a')}${card('n')}</ul>`,
    after: { 'texts("li")': ['b', 'c', 'a', 'n'], '$("#n")._x_sort_key': 'n' },
    again: async (page) => {
      await page.dragAndDrop('#n', '#b', { targetPosition: { x: 10, y: 3 } })
    },
    finally: { 'counts.n0': 1 },
  },
  {
    title: 'focus: a trap stays on, and lets go when told',
    plugins: ['focus'],
    data: '{ open: false }',
    before: trap('a'),
    client: async (page) => {
      await page.focus('#o')
      await opening(trapped)(page)
      await page.keyboard.press('Tab')
    },
    served: trap('b'),
    after: { 'document.activeElement.id': 'j', '$("#side").getAttribute("aria-hidden")': 'true', 'text("#side")': 'b' },
    again: async (page) => {
      await page.keyboard.press('Tab')
      await page.waitForFunction('document.activeElement.id === "i"')
      await page.evaluate('data().open = false')
    },
    finally: { 'document.activeElement.id': 'o', '$("#side").hasAttribute("aria-hidden")': false },
  },
  {
    title: 'focus: a trap that is removed lets go of the page',
    plugins: ['focus'],
    data: '{ open: false }',
    before: trap('a'),
    client: opening(trapped),
    served: '<div id="side">b</div><button id="o">o</button>',
    after: { '$("#side").hasAttribute("aria-hidden")': false, 'document.documentElement.style.overflow': '' },
  },
  {
    title: 'anchor: what is anchored stays in its place, and follows',
    plugins: ['anchor'],
    before: tip('a'),
    client: async (page) => {
      await page.waitForFunction('$("#a").style.left === "50px"')
      await page.evaluate('window.a = $("#a")')
    },
    served: tip('b'),
    after: { '$("#a").style.left': '50px', '$("#a").style.position': 'absolute', 'text("#a")': 'b' },
    again: '$("#r").style.left = "80px"; window.dispatchEvent(new Event("resize"))',
    finally: { '$("#a").style.left': '80px' },
    fresh: false,
  },
  {
    title: 'intersect: what was seen is not seen again, and what is new is',
    plugins: ['intersect'],
    before: '<p id="a" x-intersect.once="count(`a`)">a</p><p id="b" x-intersect="count(`b`)">b</p>',
    client: async (page) => {
      await page.waitForFunction('counts.a && counts.b')
    },
    served:
      '<p id="n" x-intersect="count(`n`)">n</p><p id="a" class="c" x-intersect.once="count(`a`)">a2</p><p id="b" class="c" x-intersect="count(`b`)">b2</p>',
    after: { counts: { a: 1, b: 1, n: 1 } },
  },
  {
    title: 'intersect: a changed one obeys the new expression only',
    plugins: ['intersect'],
    before: '<p id="a" style="position: absolute; top: 5000px" x-intersect="count(`old`)">a</p>',
    served: '<p id="a" style="position: absolute; top: 0" x-intersect="count(`new`)">a</p>',
    after: { counts: { new: 1 } },
  },
  {
    title: 'persist: what is kept in storage stays, and goes on',
    plugins: ['persist'],
    script: 'localStorage.clear()',
    before: '<div id="a" x-data="{ n: $persist(1).as(`n`) }"><b x-text="n"></b></div>',
    client: 'data("#a").n = 5',
    served: '<p>new</p><div id="a" class="c" x-data="{ n: $persist(1).as(`n`) }"><b x-text="n"></b></div>',
    after: { 'text("#a")': '5', 'localStorage.n': '5' },
    again: 'data("#a").n = 6',
    finally: { 'text("#a")': '6', 'localStorage.n': '6' },
  },
  {
    title: 'persist: a key beside it is changed by a changed seed',
    plugins: ['persist'],
    script: 'localStorage.clear()',
    before: '<div id="a" x-data="{ n: $persist(1).as(`n`), m: 1 }"><b x-text="n + `/` + m"></b></div>',
    client: 'data("#a").n = 5',
    served: '<div id="a" x-data="{ n: $persist(1).as(`n`), m: 2 }"><b x-text="n + `/` + m"></b></div>',
    after: { 'text("#a")': '5/2', 'localStorage.n': '5' },
    again: 'data("#a").n = 6',
    finally: { 'text("#a")': '6/2', 'localStorage.n': '6' },
  },
]
