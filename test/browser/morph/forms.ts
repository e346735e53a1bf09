import type { Scenario } from './scenario.js'

const all = (n: number, more = '') => `<form id="f">
<input class="v" name="text" value="t${n}"${more}><input class="v" type="number" value="${n}"${more}>
<input class="v" type="email" value="e${n}@x.y"${more}><input class="v" type="date" value="2020-01-0${n}"${more}>
<input class="v" type="range" value="${n}"${more}><input class="v" type="color" value="#00000${n}"${more}>
<input class="v" type="time" value="0${n}:00"${more}><input class="v" type="password" value="p${n}"${more}>
<textarea class="v"${more}>a${n}</textarea></form>`
const typed = ['mine', '9', 'me@x.y', '2021-12-31', '90', '#ffffff', '12:30', 'secret', 'my text']
const served = (n: number) => [
  `t${n}`,
  `${n}`,
  `e${n}@x.y`,
  `2020-01-0${n}`,
  `${n}`,
  `#00000${n}`,
  `0${n}:00`,
  `p${n}`,
  `a${n}`,
]
const fill = `${JSON.stringify(typed)}.forEach((value, n) => { const el = $$(".v")[n]; el.value = value; el.dispatchEvent(new Event("input", { bubbles: true })) })`

export const forms: Scenario[] = [
  {
    title: 'what was typed into any kind of field stays when its default did not change',
    before: all(1),
    client: fill,
    served: all(1, ' required'),
    after: { 'values(".v")': typed, '$$("[required]").length': 9 },
  },
  {
    title: 'a changed default is applied to any kind of field that was edited before the call',
    before: all(1),
    client: fill,
    served: all(2),
    after: { 'values(".v")': served(2) },
  },
  {
    title: 'a field that was edited since the call left keeps what was typed, of any kind',
    before: all(1),
    served: all(2),
    meanwhile: async (page) => {
      await page.fill('[name=text]', 'mine')
      await page.evaluate(fill)
      await page.evaluate('document.activeElement.blur()')
    },
    after: { 'values(".v")': typed },
  },
  {
    title: 'the focused field keeps what was typed, whatever the default',
    before: '<input id="i" value="one"><p>a</p>',
    client: async (page) => {
      await page.fill('#i', 'typed')
    },
    served: '<input id="i" value="two" class="c"><p>b</p>',
    after: { 'values("#i")': ['typed'], 'classes("#i")': 'c', 'document.activeElement.id': 'i', 'text("p")': 'b' },
  },
  {
    title: 'the focused field of no edit keeps its value too',
    before: '<textarea id="i">one</textarea>',
    client: '$("#i").focus()',
    served: '<textarea id="i">two</textarea>',
    after: { 'values("#i")': ['one'] },
  },
  {
    title: 'a value set by a script stays when the default did not change',
    before: '<input id="i" value="one"><input id="h" type="hidden" value="token1">',
    client: '$("#i").value = "script"',
    served: '<input id="i" value="one" class="c"><input id="h" type="hidden" value="token2">',
    after: { 'values("#i, #h")': ['script', 'token2'] },
  },
  {
    title: 'a chosen file stays',
    before: '<input id="i" type="file"><p>a</p>',
    client: async (page) => {
      await page.setInputFiles('#i', { name: 'a.txt', mimeType: 'text/plain', buffer: Buffer.from('A') })
    },
    served: '<p>b</p><input id="i" type="file" accept=".txt" class="c">',
    after: { '$("#i").files[0].name': 'a.txt', '$("#i").accept': '.txt' },
  },
  {
    title: 'what was typed into contenteditable stays',
    before: '<div id="e" contenteditable>Hello <b>you</b></div><p>a</p>',
    client: async (page) => {
      await page.click('#e')
      await page.keyboard.press('End')
      await page.keyboard.type('!!')
    },
    served: '<div id="e" contenteditable class="c">Hello <b>you</b></div><p>b</p>',
    after: { 'text("#e")': 'Hello you!!', 'classes("#e")': 'c', 'document.activeElement.id': 'e' },
  },
  {
    title: 'output, progress and meter follow the server, or keep what a script wrote',
    before:
      '<output id="o">1</output><output id="k">1</output><progress max="9" value="1"></progress><meter max="9" value="1"></meter>',
    client: '$("#k").value = "script"',
    served:
      '<output id="o">2</output><output id="k" class="c">1</output><progress max="9" value="2"></progress><meter max="9" value="3"></meter>',
    after: { 'text("#o")': '2', 'text("#k")': 'script', '$("progress").value + $("meter").value': 5 },
  },
  {
    title: 'a field that becomes another kind does not keep its value',
    before: '<input name="a" value="one"><p>a</p>',
    client: 'put("[name=a]", "typed")',
    served: '<input name="a" type="checkbox" value="yes"><p>a</p>',
    after: { 'values("input")': ['yes'], '$("input").type': 'checkbox', '$("input").checked': false },
  },
  {
    title: 'the label of the clicked button changes',
    before: '<form><button id="b" type="button">Save</button></form>',
    client: async (page) => {
      await page.click('#b')
    },
    served: '<form><button id="b" type="button" disabled>Saved <i>✓</i></button></form>',
    after: { 'text("#b")': 'Saved ✓', '$("#b").disabled': true },
  },
  {
    title: 'disabled fieldsets, limits, datalists and labels follow the server',
    before:
      '<fieldset id="f"><label for="i">L</label><input id="i" list="d"><datalist id="d"><option value="a"></datalist></fieldset>',
    client: 'put("#i", "typed")',
    served:
      '<fieldset id="f" disabled><label for="i">M</label><input id="i" list="d" maxlength="9" aria-invalid="true"><datalist id="d"><option value="b"><option value="c"></datalist></fieldset>',
    after: {
      '$("#f").disabled': true,
      'text("label")': 'M',
      'values("#i")': ['typed'],
      '$("#i").maxLength': 9,
      '$$("#d option").map((el) => el.value)': ['b', 'c'],
    },
  },
  {
    title: 'a form that was reset by a script stays so',
    before: '<form id="f"><input id="i" value="one"></form>',
    client: 'put("#i", "typed"); $("#f").reset()',
    served: '<form id="f" class="c"><input id="i" value="one"></form>',
    after: { 'values("#i")': ['one'] },
  },
]
