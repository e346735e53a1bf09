import type { Scenario } from './scenario.js'

export const models: Scenario[] = [
  {
    title: 'x-model of a text field keeps its state and its value',
    data: '{ t: `` }',
    before: '<input id="i" x-model="t"><p>a</p>',
    client: 'put("#i", "typed")',
    served: '<input id="i" class="c" x-model="t"><p>b</p>',
    after: { 'values("#i")': ['typed'], 'data().t': 'typed', 'text("p")': 'b' },
    again: 'put("#i", "more")',
    finally: { 'data().t': 'more' },
  },
  {
    title: 'the value of an x-model is the model’s, whatever default the server sends',
    data: '{ t: `one`, c: true, s: `b`, a: `x` }',
    before:
      '<input id="t" x-model="t"><input id="c" type="checkbox" x-model="c"><select id="s" x-model="s"><option>a</option><option>b</option></select><textarea id="a" x-model="a"></textarea>',
    served:
      '<input id="t" x-model="t" value="two"><input id="c" type="checkbox" x-model="c" class="n"><select id="s" x-model="s"><option selected>a</option><option>b</option></select><textarea id="a" x-model="a">y</textarea>',
    after: { 'values("#t, #s, #a")': ['one', 'b', 'x'], '$("#c").checked': true },
    again: 'data().t = "three"; data().s = "a"; data().a = "z"; data().c = false',
    finally: { 'values("#t, #s, #a")': ['three', 'a', 'z'], '$("#c").checked': false },
    fresh: false,
  },
  {
    title: 'x-model of checkboxes keeps its array',
    data: '{ picked: [`a`] }',
    before:
      '<input id="a" type="checkbox" value="a" x-model="picked"><input id="b" type="checkbox" value="b" x-model="picked">',
    client: 'put("#a", false); put("#b", true)',
    served:
      '<input id="a" type="checkbox" value="a" x-model="picked"><input id="n" type="checkbox" value="n" x-model="picked"><input id="b" type="checkbox" value="b" x-model="picked">',
    after: { '$$("input").map((el) => el.checked)': [false, false, true], 'data().picked': ['b'] },
    again: 'put("#n", true)',
    finally: { 'data().picked': ['b', 'n'] },
  },
  {
    title: 'x-model of radios keeps the choice and the name Alpine gave',
    data: '{ r: `a` }',
    before: '<input id="a" type="radio" value="a" x-model="r"><input id="b" type="radio" value="b" x-model="r">',
    client: 'put("#b", true)',
    served:
      '<input id="a" class="c" type="radio" value="a" x-model="r"><input id="b" class="c" type="radio" value="b" x-model="r">',
    after: { '$$("input").map((el) => el.checked)': [false, true], '$$("input").map((el) => el.name)': ['r', 'r'] },
    again: 'put("#a", true)',
    finally: { 'data().r': 'a', '$("#b").checked': false },
  },
  {
    title: 'x-model of a select keeps the choice when options come and go',
    data: '{ s: `b`, m: [`a`] }',
    before:
      '<select id="s" x-model="s"><option>a</option><option>b</option><option>c</option></select><select id="m" multiple x-model="m"><option>a</option><option>b</option></select>',
    client: 'put("#s", "c"); data().m = ["a", "b"]',
    served:
      '<select id="s" x-model="s"><option>b</option><option>d</option><option>c</option></select><select id="m" multiple x-model="m"><option>z</option><option>a</option><option>b</option></select>',
    after: {
      'values("#s")': ['c'],
      '[...$("#m").selectedOptions].map((el) => el.value)': ['a', 'b'],
      'data().s + data().m': 'ca,b',
    },
  },
  {
    title: 'modifiers of x-model stay: number, trim, lazy, fill, boolean',
    data: '{ n: 1, t: ``, l: ``, f: `` }',
    before:
      '<input id="n" x-model.number="n"><input id="t" x-model.trim="t"><input id="l" x-model.lazy="l"><input id="f" x-model.fill="f" value="filled">',
    client: 'put("#n", "5"); put("#t", " x "); put("#l", "lazy")',
    served:
      '<input id="n" class="c" x-model.number="n"><input id="t" class="c" x-model.trim="t"><input id="l" class="c" x-model.lazy="l"><input id="f" class="c" x-model.fill="f" value="filled">',
    after: {
      'plain(() => [data().n, data().t, data().l, data().f])': [5, 'x', 'lazy', 'filled'],
      'values("#n, #l, #f")': ['5', 'lazy', 'filled'],
    },
    again: 'put("#n", "6"); put("#f", "mine")',
    finally: { 'data().n': 6, 'data().f': 'mine' },
  },
  {
    title: 'a debounced x-model keeps what was typed and not yet in the model',
    data: '{ q: `` }',
    before: '<input id="q" x-model.debounce.200ms="q"><b id="t" x-text="q"></b><p>a</p>',
    client: 'put("#q", "typed")',
    served: '<input id="q" x-model.debounce.200ms="q"><b id="t" x-text="q"></b><p>b</p>',
    after: { 'values("#q")': ['typed'], 'text("#t")': 'typed', 'text("p")': 'b' },
  },
  {
    title: 'a changed x-model is bound to its new name only',
    data: '{ a: `one`, b: `two` }',
    before: '<input id="i" x-model="a">',
    client: 'put("#i", "typed")',
    served: '<input id="i" x-model="b">',
    after: { 'values("#i")': ['two'] },
    again: 'put("#i", "new")',
    finally: { 'data().a': 'typed', 'data().b': 'new' },
  },
  {
    title: 'an x-model that goes leaves the value to the server',
    data: '{ t: `one` }',
    before: '<input id="i" x-model="t"><textarea id="a" x-model="t"></textarea>',
    client: 'put("#i", "typed")',
    served: '<input id="i" value="plain"><textarea id="a">plain</textarea>',
    after: { 'values("#i, #a")': ['plain', 'plain'] },
    again: 'data().t = "more"',
    finally: { 'values("#i, #a")': ['plain', 'plain'] },
  },
  {
    title: 'x-modelable stays entangled',
    data: '{ outer: 1 }',
    before:
      '<div id="m" x-data="{ inner: 0 }" x-modelable="inner" x-model="outer"><b x-text="inner"></b></div><i x-text="outer"></i>',
    client: 'data("#m").inner = 5',
    served:
      '<div id="m" class="c" x-data="{ inner: 0 }" x-modelable="inner" x-model="outer"><b x-text="inner"></b>!</div><i x-text="outer"></i>',
    after: { 'text("#m")': '5!', 'text("i")': '5' },
    again: 'data().outer = 7',
    finally: { 'text("#m")': '7!' },
  },
  {
    title: ':value, :checked and :selected keep what is bound',
    data: '{ v: `a`, c: false }',
    before:
      '<input id="v" :value="v"><input id="c" type="checkbox" :checked="c"><select id="s"><option>x</option><option id="o" :selected="c">y</option></select>',
    client: 'data().v = "b"; data().c = true',
    served:
      '<input id="v" class="n" :value="v"><input id="c" class="n" type="checkbox" :checked="c"><select id="s" class="n"><option>x</option><option id="o" :selected="c">y2</option></select>',
    after: { 'values("#v, #s")': ['b', 'y2'], '$("#c").checked': true },
    again: 'data().v = "c"; data().c = false',
    finally: { 'values("#v")': ['c'], '$("#c").checked': false },
  },
  {
    title: 'x-model of a custom element and of contenteditable-like components stays',
    data: '{ v: `a` }',
    script: 'customElements.define("my-field", class extends HTMLElement { value = "" })',
    before: '<my-field id="f" x-model="v"></my-field><p>a</p>',
    client: '$("#f").value = "typed"; $("#f").dispatchEvent(new CustomEvent("input", { bubbles: true }))',
    served: '<my-field id="f" class="c" x-model="v"></my-field><p>b</p>',
    after: { '$("#f").value': 'typed', 'data().v': 'typed', 'text("p")': 'b' },
    again: 'data().v = "set"',
    finally: { '$("#f").value': 'set' },
  },
]
