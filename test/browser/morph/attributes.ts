import type { Scenario } from './scenario.js'

const listen = (body: string) => `window.told = []; document.addEventListener('hyper:morph', (event) => { ${body} })`

export const attributes: Scenario[] = [
  {
    title: 'attributes of other scripts stay, and those of the server change',
    before: '<p id="a" title="one" lang="en" data-x="1">a</p>',
    client: '$("#a").setAttribute("data-tip", "t"); $("#a").setAttribute("aria-busy", "false"); $("#a").hidden = true',
    served: '<p id="a" title="two" data-x="1" dir="ltr">a</p>',
    after: {
      '$("#a").getAttributeNames().sort()': ['aria-busy', 'data-tip', 'data-x', 'dir', 'hidden', 'id', 'title'],
      '$("#a").title': 'two',
    },
  },
  {
    title: 'an attribute that a script changed or removed stays so until the server changes it',
    before: '<p id="a" title="one" lang="en" dir="ltr">a</p>',
    client: '$("#a").title = "script"; $("#a").lang = "de"; $("#a").removeAttribute("dir")',
    served: '<p id="a" title="one" lang="fr" dir="ltr" class="c">a</p>',
    after: { '$("#a").title': 'script', '$("#a").lang': 'fr', '$("#a").hasAttribute("dir")': false },
  },
  {
    title: 'a class of a script stays, one that it removed stays away, and the server’s tokens change',
    before: '<p id="a" class="one two three">a</p>',
    client: '$("#a").classList.add("script"); $("#a").classList.remove("two")',
    served: '<p id="a" class="one two four">a</p>',
    after: { 'classes("#a")': 'four one script' },
  },
  {
    title: 'a class attribute that goes takes only the server’s tokens along',
    before: '<p id="a" class="one two">a</p><p id="b">b</p>',
    client: '$("#a").classList.add("script"); $("#b").classList.add("script")',
    served: '<p id="a">a</p><p id="b" class="one">b</p>',
    after: { 'classes("#a")': 'script', 'classes("#b")': 'one script' },
  },
  {
    title: 'styles are merged by property, with priorities and custom properties',
    before: '<p id="a" style="color: red; margin-top: 1px; --x: 1">a</p>',
    client: '$("#a").style.width = "9px"; $("#a").style.color = "green"; $("#a").style.setProperty("--y", "1")',
    served: '<p id="a" style="color: red; margin-top: 2px !important; --x: 2; padding-top: 3px">a</p>',
    after: {
      '["color", "margin-top", "--x", "--y", "padding-top", "width"].map((name) => $("#a").style.getPropertyValue(name))':
        ['green', '2px', '2', '1', '3px', '9px'],
      '$("#a").style.getPropertyPriority("margin-top")': 'important',
    },
  },
  {
    title: 'text and comments change only when the server changed them',
    before: '<p id="a">one</p><p id="b">one</p><p id="c">x<!--one-->y</p>',
    client: '$("#a").firstChild.data = "script"; $("#b").firstChild.data = "script"',
    served: '<p id="a" class="c">one</p><p id="b">two</p><p id="c">x2<!--two-->y</p>',
    after: { 'texts("p")': ['script', 'two', 'x2y'], '$("#c").childNodes[1].data': 'two' },
  },
  {
    title: 'nodes of other scripts stay where they are',
    before: '<p id="a">a</p><p id="b">b</p>',
    client: `const made = document.createElement('div'); made.id = 'made'; made.textContent = 'made'
      $('#a').after(made); $('#a').append(Object.assign(document.createElement('i'), { textContent: '!' }), 'text')`,
    served: '<h1>t</h1><p id="a" class="c">a</p><p id="b">b2</p><p id="c">c</p>',
    after: { 'texts("#root > *")': ['t', 'a!text', 'made', 'b2', 'c'] },
  },
  {
    title: 'a node of another script goes with the element it is in',
    before: '<section id="s"><p>a</p></section><p>b</p>',
    client: '$("#s").append(document.createElement("i"))',
    served: '<p>b</p>',
    after: { '$("#root").innerHTML': '<p>b</p>' },
  },
  {
    title: 'a node that a script removed stays away',
    before: '<p id="a">a</p><p id="b">b</p>',
    client: '$("#a").remove()',
    served: '<p id="a">a</p><p id="b">b2</p>',
    after: { 'texts("p")': ['b2'] },
  },
  {
    title: 'attribute names of every kind are taken',
    data: '{ n: 0 }',
    before: '<button id="b">x</button>',
    served:
      '<button id="b" @click.prevent="n++" x-on:my-event.dot="n++" @ping.window.once="n++" :data-n="n" aria-label="é&amp;<" data-x.y="1">x</button>',
    after: { '$("#b").getAttribute("aria-label")': 'é&<', '$("#b").getAttribute("data-x.y")': '1' },
    again: 'click("#b"); window.dispatchEvent(new Event("ping")); window.dispatchEvent(new Event("ping"))',
    finally: { '$("#b").dataset.n': '2' },
  },
  {
    title: 'SVG and MathML keep their namespaces, and their case',
    before: '<svg id="s" viewBox="0 0 9 9"><circle id="c" r="1"/></svg><math><mi>x</mi></math>',
    client: 'window.c = $("#c"); c.setAttribute("fill", "red")',
    served:
      '<svg id="s" viewBox="0 0 8 8"><g><linearGradient id="g"/></g><circle id="c" r="2"/><use xlink:href="#c"/></svg><math><mi>x</mi><mn>2</mn></math>',
    after: {
      'c === $("#c") && c.getAttribute("fill") + c.getAttribute("r")': 'red2',
      '$("#s").getAttribute("viewBox")': '0 0 8 8',
      '[$("#g"), $("use"), $("mn")].map((el) => el.namespaceURI.slice(-8) + el.localName)': [
        '2000/svglinearGradient',
        '2000/svguse',
        'h/MathMLmn',
      ],
      '$("use").href.baseVal': '#c',
    },
  },
  {
    title: 'Alpine in SVG stays',
    data: '{ r: 1 }',
    before: '<svg><circle id="c" :r="r" :class="{ big: r > 3 }"/><text id="t" x-text="r"></text></svg>',
    client: 'data().r = 5',
    served:
      '<svg class="n"><circle id="c" fill="red" :r="r" :class="{ big: r > 3 }"/><text id="t" y="1" x-text="r"></text></svg>',
    after: {
      '$("#c").getAttribute("r")': '5',
      '$("#c").getAttribute("class")': 'big',
      'text("#t")': '5',
      '$("#c").getAttribute("fill")': 'red',
    },
  },
  {
    title: 'x-keep leaves an element and all in it alone',
    before: '<div id="k" x-keep class="a"><p>a</p></div><p id="o">a</p>',
    client: '$("#k").innerHTML = "<b>script</b>"; $("#k").title = "t"',
    served: '<div id="k" x-keep class="b"><p>b</p></div><p id="o">b</p>',
    after: { '$("#k").outerHTML': '<div id="k" x-keep="" class="a" title="t"><b>script</b></div>', 'text("#o")': 'b' },
    fresh: false,
  },
  {
    title: 'x-keep.children leaves the children alone, and takes the attributes',
    before: '<div id="k" x-keep.children class="a"><p>a</p></div>',
    client: '$("#k").innerHTML = "<b>script</b>"',
    served: '<div id="k" x-keep.children class="b"><p>b</p></div>',
    after: { '$("#k").innerHTML': '<b>script</b>', 'classes("#k")': 'b' },
    fresh: false,
  },
  {
    title: 'x-keep.attrs leaves the attributes it names alone',
    before: '<details id="k" x-keep.attrs="open class" class="a" title="a"><summary>a</summary></details>',
    client: '$("#k").open = true; $("#k").className = "script"',
    served: '<details id="k" x-keep.attrs="open class" class="b" title="b"><summary>b</summary></details>',
    after: { '$("#k").open': true, 'classes("#k")': 'script', '$("#k").title': 'b', 'text("summary")': 'b' },
    fresh: false,
  },
  {
    title: 'a hyper:morph event tells of each update, addition and removal',
    before: '<p id="u">a</p><p id="r">r</p><p id="same">s</p>',
    client: listen(
      'const { change, next } = event.detail; told.push([change, event.target.id, next?.id ?? null, event.bubbles, event.cancelable])',
    ),
    served: '<p id="u" class="c">a</p><p id="same">s</p><p id="n">n</p>',
    after: {
      'told.filter(([, id, next]) => id && (id !== "root" || next === "n")).sort()': [
        ['add', 'root', 'n', true, true],
        ['remove', 'r', null, true, true],
        ['update', 'u', 'u', true, true],
      ],
    },
  },
  {
    title: 'a hyper:morph event that is prevented leaves the node as it is',
    before: '<p id="u">a</p><p id="r">r</p><p id="o">a</p>',
    client: listen(
      'if (event.target.id === "u" || event.target.id === "r" || event.detail.change === "add" && event.detail.next.id === "n") event.preventDefault()',
    ),
    served: '<p id="u" class="c">b</p><p id="o">b</p><p id="n">n</p><p id="m">m</p>',
    after: { '$$("p").map((el) => el.id + el.textContent + el.className).sort()': ['mm', 'ob', 'rr', 'ua'] },
  },
]
