import type { Scenario } from './scenario.js'

const fade = (n: string) =>
  `<div id="p" class="box ${n}" x-show="open" x-transition:enter="in" x-transition:enter-start="in-start" x-transition:enter-end="in-end" x-transition:leave="out" x-transition:leave-start="out-start" x-transition:leave-end="out-end">${n}</div>`
const speed = '<style>.in, .out { transition: opacity 200ms } .in-start, .out-end { opacity: 0 }</style>'
const resent = (data: string) =>
  `await serve({ markup: ${JSON.stringify(`<main id="root" x-data="${data}">${fade('b')}</main>`)} })`
/** Notes each state of the page that a frame or an effect could show. */
const watch = (expression: string) =>
  `window.seen = new Set(); const note = () => seen.add(String(${expression})); note()
   new MutationObserver(note).observe(document.body, { subtree: true, childList: true, attributes: true, characterData: true })`

export const answers: Scenario[] = [
  {
    title: 'signals and markup of one answer are seen together: no effect runs with half of it',
    data: '{ user: { name: `ann` }, tab: `a` }',
    before:
      '<b id="u" x-text="user.name.toUpperCase()"></b><template x-if="tab === `a`"><p x-text="user.name"></p></template>',
    client: watch('text("#u")'),
    served: [
      { signals: { user: null, tab: 'b' }, scope: '#root' },
      {
        markup:
          '<main id="root" x-data="{ user: { name: `ann` }, tab: `a` }"><b id="u" x-text="user?.name ?? `nobody`"></b><template x-if="tab === `b`"><p x-text="tab"></p></template></main>',
      },
    ],
    after: { 'text("#u")': 'nobody', 'texts("p")': ['b'], '[...seen]': ['ANN', 'nobody'] },
  },
  {
    title: 'an effect of a removed element does not run with the signals that came along',
    data: '{ item: { t: `x` }, items: [{ id: 1, o: { t: `a` } }] }',
    before:
      '<p id="gone" x-text="item.t"></p><template x-for="i in items" :key="i.id"><i x-text="i.o.t"></i></template>',
    served: [
      { signals: { item: null, items: [{ id: 1, o: null }] }, scope: '#root' },
      {
        markup:
          '<main id="root" x-data="{ item: { t: `x` }, items: [{ id: 1, o: { t: `a` } }] }"><p id="new">none</p></main>',
      },
    ],
    after: { 'text("#root")': 'none' },
  },
  {
    title: 'markup before signals in one answer: a new x-if shows one branch',
    data: '{ on: false }',
    before: '<p id="a">a</p>',
    client: watch('$$("#f").length'),
    served: [
      {
        markup:
          '<main id="root" x-data="{ on: false }"><p id="a">b</p><template x-if="on"><p id="f" x-init="count(`f`)">f</p></template><template x-for="n in (on ? 2 : 0)"><i x-text="n"></i></template></main>',
      },
      { signals: { on: true }, scope: '#root' },
    ],
    after: { '$$("#f").length': 1, 'texts("i")': ['1', '2'], '[...seen]': ['0', '1'] },
    again: 'data().on = false',
    finally: { '$$("#f, i").length': 0 },
  },
  {
    title: 'what Alpine shows never flashes while the server sends something else',
    data: '{ open: false, n: 1 }',
    before: '<p id="a" x-show="open" style="display: none" x-text="n">…</p><b>a</b>',
    client: `data().open = true; data().n = 7; await framed(); ${watch('visible("#a") + text("#a")')}`,
    served: '<p id="a" x-show="open" style="display: none" class="c" x-text="n">wait</p><b>b</b>',
    after: { '[...seen]': ['true7'], 'text("b")': 'b' },
  },
  {
    title: 'a stream of morphs does not disturb a typist',
    data: '{ t: `` }',
    before: '<p id="n">0</p><input id="i" x-model="t"><b x-text="t.length"></b>',
    meanwhile: async (page) => {
      await page.focus('#i')
      const streamed = page.evaluate(`(async () => {
        for (let n = 1; n < 20; n++) {
          const content = '<p id="n">' + n + '</p>' + '<i>x</i>'.repeat(n % 3) + '<input id="i" class="c' + n + '" value="' + n + '" x-model="t"><b x-text="t.length"></b>'
          await serve({ markup: '<main id="root" x-data="{ t: \`\` }">' + content + '</main>' })
        }
      })()`)
      await page.keyboard.type('The quick brown fox')
      await streamed
    },
    served: '<p id="n">end</p><input id="i" value="end" x-model="t"><b x-text="t.length"></b>',
    after: {
      'values("#i")': ['The quick brown fox'],
      'text("b")': '19',
      'document.activeElement.id + $("#i").selectionStart': 'i19',
    },
    fresh: false,
  },
  {
    title: 'a morph while an element comes in does not stop its transition',
    data: '{ open: false }',
    beside: speed,
    before: fade('a'),
    client: 'data().open = true; while (!$("#p").classList.contains("in")) await new Promise(requestAnimationFrame)',
    served: fade('b'),
    after: { 'visible("#p")': [true], 'text("#p")': 'b', '$("#p")._x_transitioning': null },
    // what it held back comes with the next answer
    again: resent('{ open: false }'),
    finally: { 'visible("#p")': [true], 'classes("#p")': 'b box' },
  },
  {
    title: 'a morph while an element goes out does not stop its transition',
    data: '{ open: true }',
    beside: speed,
    before: fade('a'),
    client: 'data().open = false; while (!$("#p").classList.contains("out")) await new Promise(requestAnimationFrame)',
    served: fade('b'),
    after: { 'visible("#p")': [false], 'text("#p")': 'b', '$("#p")._x_transitioning': null },
    again: resent('{ open: true }'),
    finally: { 'visible("#p")': [false], 'classes("#p")': 'b box' },
  },
  {
    title: 'many morphs in one answer leave what the last one says',
    data: '{ n: 1 }',
    before: '<b id="t" x-text="n"></b><p id="p" class="a">a</p>',
    client: 'data().n = 5; $("#p").classList.add("script")',
    served: ['b', 'c', 'd'].flatMap((n) => [
      {
        markup: `<main id="root" x-data="{ n: 1 }"><i>${n}</i><b id="t" x-text="n"></b><p id="p" class="${n}">${n}</p></main>`,
      },
      { markup: `<b id="t" class="${n}" x-text="n + '${n}'"></b>`, target: '#t' },
    ]),
    after: { 'text("#t")': '5d', 'classes("#p")': 'd script', 'text("#p") + text("i")': 'dd' },
    again: 'data().n = 6',
    finally: { 'text("#t")': '6d' },
  },
]
