import type { Scenario } from './scenario.js'

export const foundMarkup: Scenario[] = [
  {
    title: 'styles in noscript stay without effect',
    before: '<noscript><style>#n { display: none }</style></noscript><p id="n">a</p>',
    served:
      '<noscript><style>#n { display: none }</style></noscript><p id="n">b</p><noscript><style>#n { color: red }</style></noscript>',
    after: { 'visible("#n")': [true], 'text("#n")': 'b', '$$("noscript *").length': 0 },
  },
  {
    title: 'a body that is a target is morphed, with its attributes',
    before: '<p id="a">a</p>',
    client: 'window.kept = [document.body, $("#a")]; document.body.classList.add("mine")',
    served: [
      {
        markup:
          '<!doctype html><html lang="en"><head><title>New</title></head><body class="new"><div id="source" x-data hidden></div><main id="root" x-data=""><p id="a">b</p></main></body></html>',
        target: 'body',
      },
    ],
    after: {
      'kept[0] === document.body && kept[1] === $("#a")': true,
      'texts("p")': ['b'],
      'document.documentElement.children.length': 2,
      'document.body.className': 'mine new',
    },
  },
  {
    title: 'a body that is a target takes what comes without its tag',
    before: '<p id="a">a</p>',
    client: 'window.kept = document.body',
    served: [{ markup: '<div id="source" x-data hidden></div><p id="a">b</p>', target: 'body' }],
    after: { 'kept === document.body': true, 'text("body > #a")': 'b', '$$("main").length': 0 },
  },
  {
    title: 'a form may have fields of any name',
    before:
      '<form id="f"><input name="live" value="a"><input name="markup"><input name="content"><input name="children"><input name="style"><i>a</i></form>',
    client: 'put("[name=markup]", "typed")',
    served:
      '<form id="f" style="color: red"><input name="live" value="b"><input name="markup"><input name="content"><input name="children"><input name="style"><i>b</i></form>',
    after: { 'values("input")': ['b', 'typed', '', '', ''], 'text("i")': 'b' },
    fresh: false,
  },
  {
    title: 'elements of one id in one another, as a mistake of the server, break nothing',
    before: '<div id="root2"><div class="a">x</div></div>',
    client: `window.wrong = (markup) => serve({ markup: '<div id="root2">' + markup + '</div>', target: '#root2' })`,
    served: [
      { markup: '<div id="root2"><div id="root2"><p>1</p></div><b>1</b></div>', target: '#root2' },
      { markup: '<div id="root2"><i>2</i><div id="root2"><p>2</p></div><b>2</b></div>', target: '#root2' },
      { markup: '<div id="root2"><b>3</b></div>', target: '#root2' },
    ],
    after: { 'text("#root2")': '3' },
  },
  {
    title: 'fields of one id in several forms keep what was typed',
    before: '<form id="a"><input id="q" name="a"></form><form id="b"><input id="q" name="b"></form>',
    client: 'put("[name=b]", "typed"); window.field = $("[name=b]")',
    served:
      '<form id="n"><input id="q" name="n"></form><form id="a"><input id="q" name="a"></form><form id="b"><input id="q" name="b"></form>',
    after: { 'values("#q")': ['', '', 'typed'], 'field === $("#b > #q")': true },
    again: 'for (const el of $$("#q")) el.removeAttribute("id")',
    fresh: false,
  },
]
