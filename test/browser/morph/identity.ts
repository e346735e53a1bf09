import type { Scenario } from './scenario.js'

const rows = (ids: string, more = '') => [...ids].map((id) => `<li id="${id}">${id}${more}</li>`).join('')
const plain = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, n) => `<li><b>${from + n}</b></li>`).join('')
const nodes = 'window.kept = Object.fromEntries($$("li").map((el) => [el.id, el]))'
const same = (ids: string) => `[...'${ids}'].every((id) => kept[id] === $('#' + id))`
const item = (id: string, more = '') =>
  `<li id="${id}" x-data="{ c: 0 }" x-init="count('${id}')"><b x-text="c"></b>${more}</li>`

export const identity: Scenario[] = [
  {
    title: 'elements with an id are the same ones, whatever the order',
    before: `<ul>${rows('abcdefgh')}</ul>`,
    client: nodes,
    served: `<ul>${rows('hxbagfy', '!')}</ul>`,
    after: { 'texts("li").join("")': 'h!x!b!a!g!f!y!', [same('hbagf')]: true },
  },
  {
    title: 'an element with an id is the same one in another parent',
    before: '<section id="x"><p id="a">a</p></section><section id="y"><p id="b">b</p></section>',
    client: 'window.kept = [$("#a"), $("#b")]',
    served: '<section id="y"><div><p id="a">a2</p></div></section><section id="x"><p id="b">b2</p></section>',
    after: { 'kept[0] === $("#y #a") && kept[1] === $("#x #b")': true, 'texts("p")': ['a2', 'b2'] },
  },
  {
    title: 'an id deep inside tells which of many elements is meant',
    before: '<article><p id="a">a</p></article><article><p id="b">b</p></article>',
    client: 'window.kept = $$("article")',
    served: '<article>new</article><article><p id="b">b</p></article><article><p id="a">a</p></article>',
    after: { '$$("article").map((el) => kept.indexOf(el))': [-1, 1, 0] },
  },
  {
    title: 'long lists without ids are right',
    before: `<ul>${plain(0, 3000)}</ul>`,
    served: `<ul>${plain(5, 2000)}<li>x</li>${plain(2000, 3010)}</ul>`,
    after: { '$$("li").length': 3006, 'text("li")': '5', 'texts("li")[1995]': 'x', 'texts("li").at(-1)': '3009' },
  },
  {
    title: 'bare text, comments and elements mix',
    before: 'one<b>two</b>three<!--four-->',
    served: '<!--four-->three<i>new</i>one <b>two</b>',
    after: { '$("#root").innerHTML': '<!--four-->three<i>new</i>one <b>two</b>' },
  },
  {
    title: 'tables change their parts',
    before:
      '<table><thead><tr><th>a</th></tr></thead><tbody><tr id="r1"><td>1</td></tr><tr id="r2"><td>2</td></tr></tbody></table>',
    client: 'window.r = $("#r2")',
    served:
      '<table><caption>c</caption><thead><tr><th>a</th><th>b</th></tr></thead><tbody><tr id="r2"><td>2</td><td>x</td></tr><tr id="r1"><td>1</td></tr></tbody><tfoot><tr><td>f</td></tr></tfoot></table>',
    after: { 'texts("tbody tr")': ['2x', '1'], 'text("caption")': 'c', 'text("tfoot")': 'f', 'r === $("#r2")': true },
  },
  {
    title: 'plain templates and what scripts cloned from them',
    before: '<template id="t"><p>a</p></template><div id="d"></div>',
    client: '$("#d").append($("#t").content.cloneNode(true))',
    served: '<template id="t"><p>b<template><i>deep</i></template></p></template><div id="d"></div>',
    after: { '$("#t").innerHTML': '<p>b<template><i>deep</i></template></p>', '$("#d").innerHTML': '<p>a</p>' },
  },
  {
    title: 'an append of an id that is there morphs it, where it is',
    before: `<ul id="l">${item('a')}${item('b')}</ul>`,
    client: 'data("#a").c = 5; window.a = $("#a")',
    served: [{ markup: `${item('a', '!')}${item('n')}`, target: '#l', swap: 'append' }],
    after: { 'texts("li")': ['5!', '0', '0'], 'a === $("#a")': true },
  },
  {
    title: 'a repeated append or prepend is harmless',
    before: `<ul id="l">${item('a')}</ul>`,
    served: [
      { markup: item('n'), target: '#l', swap: 'append' },
      { markup: item('n'), target: '#l', swap: 'append' },
      { markup: item('n'), target: '#l', swap: 'prepend' },
      { markup: item('n'), target: '#a', swap: 'before' },
    ],
    after: { '$$("li").map((el) => el.id)': ['a', 'n'] },
  },
  {
    title: 'inner morphs the children, and leaves the target alone',
    before: `<ul id="l" class="a" x-data="{ n: 1 }" x-init="count('l')">${item('a')}</ul>`,
    client: 'data("#a").c = 5; data("#l").n = 2; $("#l").title = "t"',
    served: [{ markup: `<li x-text="n"></li>${item('a', '!')}`, target: '#l', swap: 'inner' }],
    after: { 'texts("li")': ['2', '5!'], 'classes("#l") + $("#l").title': 'at' },
  },
  {
    title: 'replace makes a new component, and destroys the old one',
    script:
      'document.addEventListener("alpine:init", () => Alpine.data("life", () => ({ c: 0, init() { count("+") }, destroy() { count("-") } })))',
    before: '<div id="a" x-data="life"><b x-text="c"></b></div>',
    client: 'data("#a").c = 5',
    served: [{ markup: '<div id="a" x-data="life"><b x-text="c"></b></div>', target: '#a', swap: 'replace' }],
    after: { 'text("#a")': '0', counts: { '+': 2, '-': 1 } },
    counts: { '+': 2 },
  },
  {
    title: 'a target inside SVG, a select or a table is morphed',
    before:
      '<svg><g id="g"><path id="p" d="M0 0"/></g></svg><select id="s"><option id="o">a</option></select><table><tbody id="b"><tr id="r"><td>1</td></tr></tbody></table>',
    served: [
      { markup: '<path id="p" d="M1 1"/><rect id="n"/>', target: '#g', swap: 'inner' },
      { markup: '<option id="o">b</option>', target: '#o' },
      { markup: '<tr id="r"><td>2</td></tr><tr><td>3</td></tr>', target: '#r' },
    ],
    after: {
      '$("#p").getAttribute("d")': 'M1 1',
      '$("#n").namespaceURI': 'http://www.w3.org/2000/svg',
      'text("#s")': 'b',
      'texts("td")': ['2', '3'],
    },
  },
  {
    title: 'a part that was morphed by itself is the base of the next morph of the whole',
    before: '<section id="s"><p id="a" class="one">a</p></section><p id="b">b</p>',
    client: '$("#a").classList.add("script")',
    served: [
      { markup: '<p id="a" class="two">a2</p>', target: '#a' },
      { markup: '<section id="s"><p id="a" class="three">a3</p></section>', target: '#s' },
      { markup: '<p id="x">x</p>', target: '#s', swap: 'append' },
      { markup: '<section id="s"><p id="a" class="three">a3</p></section>', target: '#s' },
    ],
    after: { 'classes("#a")': 'script three', 'texts("#s p")': ['a3'] },
  },
]
