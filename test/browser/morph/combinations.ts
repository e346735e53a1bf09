import type { Scenario } from './scenario.js'

const deep = (body: string) =>
  `<template x-teleport="#there"><section id="t"><template x-if="on"><ul><template x-for="i in items" :key="i.id">${body}</template></ul></template></section></template>`
const row = (n: string) => `<li :class="\`r\${i.id}\`" x-data="{ c: 0 }"><input>${n}<b x-text="i.t + c"></b></li>`
const box = (id: string, inner = '') =>
  `<div id="${id}" x-data="{ c: 0 }" x-init="count('${id}')"><b x-text="c"></b>${inner}</div>`

export const combinations: Scenario[] = [
  {
    title: 'rows in a branch in teleported content take a new body, and keep their state',
    data: '{ on: true, items: [{ id: 1, t: `a` }, { id: 2, t: `b` }] }',
    beside: '<div id="there"></div>',
    before: deep(row('-')),
    client: async (page) => {
      await page.evaluate('data(".r2").c = 5; data().items.reverse(); window.r = $(".r2")')
      await page.locator('.r2 input').pressSequentially('typed')
    },
    served: deep(row('+')),
    after: {
      'texts("li")': ['+b5', '+a0'],
      'r === $(".r2")': true,
      'values(".r2 input")': ['typed'],
      'document.activeElement === $(".r2 input")': true,
    },
    again:
      'data().items.push({ id: 3, t: "c" }); await settled(); data().on = false; await settled(); data().on = true',
    finally: { 'texts("li")': ['+b0', '+a0', '+c0'] },
    fresh: false,
  },
  {
    title: 'nested components are reordered and reparented with their state',
    before: `${box('a', box('a1') + box('a2'))}${box('b', box('b1'))}`,
    client: 'for (const el of $$("[x-data][id]").slice(1)) Alpine.$data(el).c = el.id; window.kept = $$("div[x-data]")',
    served: `${box('b', box('a2') + box('b1'))}${box('n', box('a1'))}${box('a')}`,
    after: {
      '$$("#root div").map((el) => el.id + "<" + el.parentElement.id + ":" + $("#" + el.id + " > b").textContent)': [
        'b<root:b',
        'a2<b:a2',
        'b1<b:b1',
        'n<root:0',
        'a1<n:a1',
        'a<root:a',
      ],
      'kept.filter((el) => $("#root").contains(el)).length': 5,
    },
    again: 'data("#a1").c = "z"; data("#b").c = "y"',
    finally: { 'text("#a1 > b") + text("#b > b")': 'zy' },
  },
  {
    title: 'an element inside a row of x-for is a target as any other',
    data: '{ items: [1, 2] }',
    before:
      '<template x-for="i in items"><section><div :class="`d` + i" x-data="{ c: 0 }"><b x-text="i + `/` + c"></b></div></section></template>',
    client: 'data(".d2").c = 5; window.d = $(".d2")',
    served: [
      { markup: '<div class="own" x-data="{ c: 0 }"><i>!</i><b x-text="i + `:` + c"></b></div>', target: '.d2' },
    ],
    after: { 'texts("section")': ['1/0', '!2:5'], 'd.isConnected': true },
    again: 'data().items.push(3)',
    finally: { 'texts("section")': ['1/0', '!2:5', '3/0'] },
  },
  {
    title: 'an element inside teleported content is a target as any other',
    data: '{ n: 1 }',
    beside: '<div id="there"></div>',
    before: '<template x-teleport="#there"><section><p id="p" x-text="n"></p></section></template><i>a</i>',
    client: 'data().n = 5; window.p = $("#p")',
    served: [{ markup: '<p id="p" class="c" x-text="n * 10"></p><u id="u" x-text="n"></u>', target: '#p' }],
    after: { 'text("#p") + text("#u")': '505', 'p === $("#there #p")': true },
    again: 'data().n = 6',
    finally: { 'text("#p") + text("#u")': '606' },
  },
  {
    title: 'a row of x-for whose root is a template of x-if',
    data: '{ items: [{ id: 1, on: true }, { id: 2, on: false }] }',
    before:
      '<ul><template x-for="i in items" :key="i.id"><template x-if="i.on"><li x-text="i.id"></li></template></template><li id="end">e</li></ul>',
    client: 'data().items[1].on = true',
    served:
      '<ul class="c"><template x-for="i in items" :key="i.id"><template x-if="i.on"><li x-text="i.id + `!`"></li></template></template><li id="end">E</li></ul>',
    after: { 'texts("li")': ['1!', '2!', 'E'] },
    again: 'data().items[0].on = false',
    finally: { 'texts("li")': ['2!', 'E'] },
  },
  {
    title: 'x-for and x-if follow a container that moves',
    data: '{ items: [1, 2], on: true }',
    before:
      '<section id="x"><ul id="l"><template x-for="i in items"><li x-text="i"></li></template><template x-if="on"><li>on</li></template></ul></section><section id="y"></section>',
    client: 'data().items.push(3); await settled(); window.kept = $$("li")',
    served:
      '<section id="x"></section><section id="y"><p>p</p><ul id="l"><template x-for="i in items"><li x-text="i"></li></template><template x-if="on"><li>on</li></template></ul></section>',
    after: { 'texts("#y li")': ['1', '2', '3', 'on'], '$$("li").every((el, n) => el === kept[n])': true },
    again: 'data().items.shift(); data().on = false',
    finally: { 'texts("li")': ['2', '3'] },
  },
  {
    title: 'Alpine.data components in rows run init once per row, whatever the server sends',
    data: '{ items: [1, 2] }',
    script:
      'document.addEventListener("alpine:init", () => Alpine.data("cell", () => ({ c: 0, init() { count(`i` + this.i) } })))',
    before: '<template x-for="i in items"><p x-data="cell"><b x-text="i + c"></b></p></template>',
    client: 'data().items.push(3); await settled(); Alpine.$data($$("p")[2]).c = 5',
    served: '<h1>t</h1><template x-for="i in items"><p class="c" x-data="cell"><b x-text="i + c"></b>!</p></template>',
    after: { 'texts("p")': ['1!', '2!', '8!'], counts: { i1: 1, i2: 1, i3: 1 } },
  },
  {
    title: 'a field in an open branch keeps focus and text while all around it changes',
    data: '{ on: false, t: `` }',
    before: '<p>a</p><template x-if="on"><form><label>L<input id="i" x-model="t"></label></form></template><p>b</p>',
    client: async (page) => {
      await page.evaluate('data().on = true')
      await page.locator('#i').pressSequentially('text')
      await page.keyboard.press('ArrowLeft')
    },
    served:
      '<h1>t</h1><p>a2</p><i>x</i><template x-if="on"><form class="c"><h2>h</h2><label>M<input id="i" x-model="t" required></label></form></template><p>b2</p>',
    after: {
      'document.activeElement.id': 'i',
      '$("#i").selectionStart': 3,
      '$("#i").required': true,
      'data().t': 'text',
    },
  },
]
