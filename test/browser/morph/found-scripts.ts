import type { Scenario } from './scenario.js'

export const foundScripts: Scenario[] = [
  {
    title: 'an SVG with :class that a script made is morphed',
    before: '<section></section>',
    client:
      '$("section").innerHTML = `<div id="x"><svg class="a" :class="{ on: true }"><g></g></svg></div>`; await settled()',
    served: [{ markup: '<div id="x"><svg class="b" :class="{ on: true }"><g></g></svg></div>', target: '#x' }],
    after: { 'classes("svg")': 'b on' },
  },
  {
    title: 'what is new comes behind what a script wrapped',
    before: '<h1>h</h1><table><tbody><tr><td>1</td></tr></tbody></table><p id="e">end</p>',
    client:
      'const wrapper = document.createElement("div"), table = $("table"); table.before(wrapper); wrapper.append(table)',
    served: '<h1>h</h1><table><tbody><tr><td>2</td></tr></tbody></table><u>new</u><p id="e">end</p>',
    after: { '[...$("#root").children].map((el) => el.localName).join()': 'h1,div,u,p', 'text("td")': '2' },
    fresh: false,
  },
  {
    title: 'what is new comes behind what a script wrapped, also if that did not change',
    before: '<h1>h</h1><table><tbody><tr><td>1</td></tr></tbody></table><p id="e">end</p>',
    client:
      'const wrapper = document.createElement("div"), table = $("table"); table.before(wrapper); wrapper.append(table)',
    served: '<h1>h</h1><table><tbody><tr><td>1</td></tr></tbody></table><u>new</u><p id="e">end</p>',
    after: { '[...$("#root").children].map((el) => el.localName).join()': 'h1,div,u,p' },
    fresh: false,
  },
  {
    title: 'a custom element may move itself out of the way',
    script: `customElements.define('x-portal', class extends HTMLElement {
      connectedCallback() { if (this.parentNode !== document.body) document.body.prepend(this) }
    })`,
    before: '<p id="a">a</p><p id="z">z</p>',
    served: '<p id="a">a</p><x-portal></x-portal><p id="b">b</p><p id="z">z</p>',
    after: { 'texts("#root p")': ['a', 'b', 'z'], '$$("body > x-portal").length': 1 },
    fresh: false,
  },
  {
    title: 'a custom element may put something in its place',
    script:
      'customElements.define("x-unwrap", class extends HTMLElement { connectedCallback() { this.replaceWith("!") } })',
    before: '<p id="a">a</p><p id="z">z</p>',
    served: '<p id="a">a</p><x-unwrap></x-unwrap><p id="b">b</p><p id="z">z</p>',
    after: { 'text("#root").replace(/later/, "")': 'ab!z', 'texts("#root p")': ['a', 'b', 'z'] },
    fresh: false,
  },
  {
    title: 'a text that the browser translated goes when the server sends another',
    before: '<p id="a">one</p><p id="b">x <b>y</b> z</p>',
    client: `for (const text of $$('p').flatMap((el) => [...el.childNodes])) if (text.nodeType === 3) {
      const font = document.createElement('font')
      font.innerHTML = '<font>T' + text.data + '</font>'
      text.replaceWith(font)
    }`,
    served: '<p id="a">two</p><p id="b">x <b>y</b> w</p>',
    after: { 'text("#a")': 'two', 'text("#b")': 'Tx y w' },
    fresh: false,
  },
  {
    title: 'a text that the browser translated goes when the server sends none',
    before: '<p id="a">one</p><p id="b">x<b>y</b></p>',
    client: `for (const text of $$('p').flatMap((el) => [...el.childNodes])) if (text.nodeType === 3) {
      const font = document.createElement('font')
      font.innerHTML = '<font>T' + text.data + '</font>'
      text.replaceWith(font)
    }`,
    served: '<p id="a"></p><p id="b"><b>y</b></p>',
    after: { 'text("#a")': '', 'text("#b")': 'y' },
    fresh: false,
  },
]
