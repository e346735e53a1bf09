import type { Scenario } from './scenario.js'

const part = (n: string, more = '') =>
  `<section id="f" class="${n}"><h2>${n}</h2><b x-text="n"></b><i :class="\`c\` + n" class="${n}"></i><input id="i" value="${n}">${more}</section>`

/** Elements that no answer brought as they are: a script made them, or Alpine from a template. */
export const foreign: Scenario[] = [
  {
    title: 'what a script put in is morphed, and goes on',
    data: '{ n: 1 }',
    before: '<div id="d"></div>',
    client: `$("#d").innerHTML = ${JSON.stringify(part('a'))}; await settled(); data().n = 5; await settled(); window.f = $("#f")`,
    served: [{ markup: part('b', '<u id="u" x-text="n"></u>'), target: '#f' }],
    after: {
      'f === $("#f")': true,
      'text("h2") + text("b") + text("#u")': 'b55',
      'classes("#f") + classes("i")': 'bb c5',
      'values("#i")': ['b'],
    },
    again: 'data().n = 6',
    finally: { 'text("b") + text("#u")': '66', 'classes("i")': 'b c6' },
  },
  {
    title: 'what a script put in without Alpine is morphed',
    before: '<div id="d"></div>',
    client: '$("#d").innerHTML = "<ul id=l class=a><li id=x>x</li><li>y</li></ul>"; window.x = $("#x")',
    served: [{ markup: '<ul id="l" class="b"><li>z</li><li id="x">x2</li></ul>', target: '#l' }],
    after: { '$("#d").innerHTML': '<ul id="l" class="b"><li>z</li><li id="x">x2</li></ul>', 'x === $("#x")': true },
  },
  {
    title: 'a component that a script put in keeps its state, its rows and its branch',
    before: '<div id="d"></div>',
    client: `$("#d").innerHTML = '<div id="f" x-data="{ c: 0, on: false }" x-init="count(\`f\`)"><template x-for="k in c"><i x-text="k"></i></template><template x-if="on"><u>on</u></template></div>'
      await settled(); data("#f").c = 2; data("#f").on = true; await settled()`,
    served: [
      {
        markup:
          '<div id="f" class="s" x-data="{ c: 0, on: false }" x-init="count(`f`)"><p>new</p><template x-for="k in c"><i x-text="k"></i></template><template x-if="on"><u>on</u></template></div>',
        target: '#f',
      },
    ],
    after: { 'texts("#f > *")': ['new', '', '1', '2', '', 'on'], 'classes("#f")': 's' },
    again: 'data("#f").c = 1; data("#f").on = false',
    finally: { 'texts("#f > *")': ['new', '', '1', ''] },
  },
  {
    title: 'a row itself is a target',
    data: '{ items: [1, 2, 3] }',
    before: '<ul><template x-for="n in items" :key="n"><li :id="`r` + n"><b x-text="n"></b></li></template></ul>',
    served: [{ markup: '<li :id="`r` + n" class="own"><b x-text="n * 10"></b></li>', target: '#r2' }],
    after: { 'texts("li")': ['1', '20', '3'], 'classes("#r2")': 'own' },
    again: 'data().items = [3, 2, 4]',
    finally: { 'texts("li")': ['3', '20', '4'] },
  },
  {
    title: 'what is in a row is appended to, and removed',
    data: '{ items: [1, 2] }',
    before: '<template x-for="n in items" :key="n"><ul :class="`r` + n"><li x-text="n"></li></ul></template>',
    served: [{ markup: '<li class="new" x-text="n + `!`"></li>', target: '.r2', swap: 'append' }, { remove: '.r1 li' }],
    after: { 'texts("ul")': ['', '22!'] },
    again: 'data().items.push(3)',
    finally: { 'texts("ul")': ['', '22!', '3'] },
  },
  {
    title: 'a branch itself, and what is in it, are targets',
    data: '{ on: true, n: 1 }',
    before: '<template x-if="on"><section id="b"><p id="p" x-text="n"></p><input id="i"></section></template>',
    client: 'data().n = 5; $("#i").value = "typed"; window.b = $("#b")',
    served: [
      { markup: '<p id="p" class="c" x-text="n * 2"></p>', target: '#p' },
      {
        markup: '<section id="b" class="c"><p id="p" class="c" x-text="n * 2"></p><input id="i"><u>u</u></section>',
        target: '#b',
      },
    ],
    after: { 'text("#p") + text("u")': '10u', 'values("#i")': ['typed'], 'b === $("#b")': true, 'classes("#b")': 'c' },
    again: 'data().on = false',
    finally: { '$$("#b").length': 0 },
  },
  {
    title: 'what was teleported is itself a target',
    data: '{ n: 1 }',
    beside: '<div id="there"></div>',
    before: '<template x-teleport="#there"><section id="t"><b x-text="n"></b><input id="i"></section></template>',
    client: 'data().n = 5; $("#i").value = "typed"; window.t = $("#t")',
    served: [
      {
        markup: '<section id="t" class="c"><u x-text="n"></u><b x-text="n"></b><input id="i"></section>',
        target: '#t',
      },
    ],
    after: { 'text("#there")': '55', 't === $("#there > #t")': true, 'values("#i")': ['typed'] },
    again: 'data().n = 6',
    finally: { 'text("#there")': '66' },
  },
]
