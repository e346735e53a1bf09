import type { Scenario } from './scenario.js'

const component = (name: string, more = '') =>
  `<div ${more} class="c" x-data="{ c: 0 }" x-init="count(\`${name}\`)">${name}<b x-text="c"></b></div>`
const lives = `document.addEventListener("alpine:init", () => Alpine.data("life", (name) => ({
  c: 0, init() { count(name + "+") }, destroy() { count(name + "-") } })))`

export const scopes: Scenario[] = [
  {
    title: 'a component keeps its state when siblings come and go before it',
    before: `<p>x</p>${component('a', 'id="a"')}`,
    client: 'window.a = $("#a"); data("#a").c = 3',
    served: `<h2>t</h2><p>y</p><p>z</p>${component('a', 'id="a"')}`,
    after: { 'a === $("#a")': true, 'text("#a")': 'a3' },
    again: 'data("#a").c = 4',
    finally: { 'text("#a")': 'a4' },
  },
  {
    title: 'a component without id keeps its state when a sibling of its tag comes before it',
    before: component('a'),
    client: 'window.a = $(".c"); data(".c").c = 3',
    served: `<div>notice</div>${component('a')}`,
    after: { 'a === $(".c")': true, 'text(".c")': 'a3', 'texts("#root > div")': ['notice', 'a3'] },
  },
  {
    title: 'a component without id keeps its state when a sibling of its tag before it goes',
    before: `<div>notice</div><div>more</div>${component('a')}`,
    client: 'window.a = $(".c"); data(".c").c = 3',
    served: component('a'),
    after: { 'a === $(".c")': true, 'texts("#root > div")': ['a3'] },
  },
  {
    title: 'reordered components keep their state, by id and by :key',
    before: `${component('a', 'id="a"')}${component('b', 'id="b"')}<section>${component('k', ':key="1"')}${component('l', ':key="2"')}</section>`,
    client: 'window.kept = $$(".c"); kept.forEach((el, n) => { Alpine.$data(el).c = n + 1 })',
    served: `${component('b', 'id="b"')}${component('n', 'id="n"')}${component('a', 'id="a"')}<section>${component('l', ':key="2"')}${component('k', ':key="1"')}</section>`,
    after: {
      'texts(".c")': ['b2', 'n0', 'a1', 'l4', 'k3'],
      '$$(".c").map((el) => kept.indexOf(el))': [1, -1, 0, 3, 2],
    },
  },
  {
    title: 'what is new is initialised once, and what is gone destroyed once',
    script: lives,
    before: '<div id="a" x-data="life(`a`)"><p id="b" x-data="life(`b`)">b</p></div><p id="k" x-data="life(`k`)">k</p>',
    served: '<p id="k" x-data="life(`k`)">k</p><div id="n" x-data="life(`n`)"><p id="m" x-data="life(`m`)"></p></div>',
    after: { counts: { 'a+': 1, 'b+': 1, 'k+': 1, 'a-': 1, 'b-': 1, 'n+': 1, 'm+': 1 } },
  },
  {
    title: 'a wrapper around what is kept runs once, and so do its clicks',
    script: lives,
    before: '<button id="a" x-data="life(`a`)" @click="c++" x-text="c"></button>',
    client: 'window.a = $("#a"); click("#a")',
    served:
      '<div id="w" x-data="life(`w`)" x-init="count(`x`)" @click="c++"><button id="a" x-data="life(`a`)" @click="c++" x-text="c"></button></div>',
    after: { 'a === $("#w > #a")': true, 'text("#a")': '1', counts: { 'a+': 1, 'w+': 1, x: 1 } },
    again: 'click("#a")',
    finally: { 'text("#a")': '2', 'data("#w").c': 1 },
  },
  {
    title: 'a wrapper that goes from around what is kept is destroyed once',
    script: lives,
    before: '<div id="w" x-data="life(`w`)"><button id="a" x-data="life(`a`)" @click="c++" x-text="c"></button></div>',
    client: 'window.a = $("#a"); click("#a")',
    served: '<button id="a" x-data="life(`a`)" @click="c++" x-text="c"></button>',
    after: { 'a === $("#root > #a")': true, 'text("#a")': '1', counts: { 'a+': 1, 'w+': 1, 'w-': 1 } },
    again: 'click("#a")',
    finally: { 'text("#a")': '2' },
  },
  {
    title: 'an element that moves under another x-data sees that scope',
    before: '<div id="x" x-data="{ v: `x` }"><p id="m" x-text="v"></p></div><div id="y" x-data="{ v: `y` }"></div>',
    client: 'window.m = $("#m")',
    served: '<div id="x" x-data="{ v: `x` }"></div><div id="y" x-data="{ v: `y` }"><p id="m" x-text="v"></p></div>',
    after: { 'm === $("#y > #m")': true, 'text("#m")': 'y' },
    again: 'data("#y").v = "y2"; data("#x").v = "x2"',
    finally: { 'text("#m")': 'y2' },
  },
  {
    title: 'a component that moves under another x-data keeps its own state',
    before:
      '<div id="x" x-data="{ v: `x` }"><p id="m" x-data="{ c: 0 }" x-text="v + c"></p></div><div id="y" x-data="{ v: `y` }"></div>',
    client: 'data("#m").c = 5',
    served:
      '<div id="x" x-data="{ v: `x` }"></div><div id="y" x-data="{ v: `y` }"><p id="m" x-data="{ c: 0 }" x-text="v + c"></p></div>',
    after: { 'text("#m")': 'y5' },
    again: 'data("#y").v = "z"; data("#m").c = 6',
    finally: { 'text("#m")': 'z6' },
  },
  {
    title: 'an x-data that comes around kept elements gives them its scope',
    data: '{ v: `root` }',
    before: '<div id="w"><p id="m" x-text="v"></p><input id="i" x-model="v"></div>',
    client: 'window.m = $("#m"); $("#i").focus()',
    served: '<div id="w" x-data="{ v: `inner` }"><p id="m" x-text="v"></p><input id="i" x-model="v"></div>',
    after: { 'm === $("#m")': true, 'text("#m")': 'inner', 'document.activeElement.id': 'i' },
    again: 'data("#w").v = "set"; data().v = "not this"',
    finally: { 'text("#m")': 'set' },
  },
  {
    title: 'an x-data that comes with new x-for and x-if around kept elements renders them once',
    before: '<div id="w"><p id="m" x-data="{ c: 0 }"><b x-text="c"></b></p></div>',
    client: 'window.m = $("#m")',
    served:
      '<div id="w" x-data="{ ns: [1, 2] }"><p id="m"><template x-for="n in ns"><i x-text="n"></i></template><template x-if="ns.length"><u>u</u></template></p></div>',
    after: { 'm === $("#m")': true, 'texts("#m > :not(template)")': ['1', '2', 'u'] },
    again: 'data("#w").ns = []; await settled(); $("#w").remove()',
    finally: { '$$("#w").length': 0 },
  },
  {
    title: 'an x-data that goes from around kept elements gives them the outer scope',
    data: '{ v: `root` }',
    before: '<div id="w" x-data="{ v: `inner` }"><p id="m" x-text="v"></p></div>',
    client: 'window.m = $("#m")',
    served: '<div id="w"><p id="m" x-text="v"></p></div>',
    after: { 'm === $("#m")': true, 'text("#m")': 'root' },
    again: 'data().v = "set"',
    finally: { 'text("#m")': 'set' },
  },
  {
    title: 'a changed seed is taken key by key',
    before:
      '<div id="a" x-data="{ kept: 1, sent: 1, gone: 1, both: 1 }"><b x-text="[kept, sent, both].join(` `)"></b></div>',
    client: 'const d = data("#a"); d.kept = "mine"; d.both = "mine"',
    served:
      '<div id="a" x-data="{ kept: 1, sent: 2, fresh: 3, both: 4 }"><b x-text="[kept, sent, both, fresh].join(` `)"></b></div>',
    after: { 'text("#a")': 'mine 2 4 3' },
    again: 'data("#a").kept = "still"',
    finally: { 'text("#a")': 'still 2 4 3' },
  },
  {
    title: 'a changed seed compares objects and arrays by value, and takes new methods',
    before:
      '<div id="a" x-data="{ list: [1], o: { n: 1 }, say() { return `old` } }"><b x-text="say() + list + o.n"></b></div>',
    client: 'data("#a").list.push("mine")',
    served:
      '<div id="a" x-data="{ list: [1], o: { n: 2 }, say() { return `new` } }"><b x-text="say() + list + o.n"></b></div>',
    after: { 'text("#a")': 'new1,mine2' },
    again: 'data("#a").list.push("more")',
    finally: { 'text("#a")': 'new1,mine,more2' },
  },
  {
    title: 'a seed that is only written otherwise leaves the state alone',
    before: '<div id="a" x-data="{ n: 1 }" x-init="count(`a`)"><b x-text="n"></b></div>',
    client: 'data("#a").n = 5',
    served: '<div id="a" x-data="{n:1}" x-init="count(`a`)"><b x-text="n"></b></div>',
    after: { 'text("#a")': '5' },
    again: 'data("#a").n = 6',
    finally: { 'text("#a")': '6' },
  },
  {
    title: 'a component that becomes another element begins afresh',
    script: lives,
    before: '<div id="a" x-data="life(`a`)"><b x-text="c"></b></div>',
    client: 'data("#a").c = 5',
    served: '<section id="a" x-data="life(`n`)"><b x-text="c"></b></section>',
    after: { 'text("#a")': '0', '$("#a").localName': 'section', counts: { 'a+': 1, 'a-': 1, 'n+': 1 } },
  },
  {
    title: 'a nested component keeps its state when the outer one changes',
    script: lives,
    before:
      '<div id="o" x-data="{ n: 1 }"><p x-text="n"></p><div id="i" x-data="life(`i`)"><b x-text="n + `/` + c"></b></div></div>',
    client: 'data("#i").c = 5; data("#o").n = 2',
    served:
      '<div id="o" class="n" x-data="{ n: 1 }"><p x-text="n * 10"></p><h3>new</h3><div id="i" class="n" x-data="life(`i`)"><b x-text="n + `/` + c"></b></div></div>',
    after: { 'text("#i")': '2/5', 'text("#o p")': '20' },
    again: 'data("#o").n = 3',
    finally: { 'text("#i")': '3/5' },
  },
]
