import type { Scenario } from './scenario.js'

const options = (picked: string) =>
  ['a', 'b', 'c'].map((name) => `<option${name === picked ? ' selected' : ''}>${name}</option>`).join('')

export const choices: Scenario[] = [
  {
    title: 'a checked box and a chosen radio stay when their defaults did not change',
    before:
      '<input id="c" type="checkbox"><input id="d" type="checkbox" checked><input id="r1" type="radio" name="r" checked><input id="r2" type="radio" name="r">',
    client: async (page) => {
      await page.check('#c')
      await page.uncheck('#d')
      await page.check('#r2')
      await page.evaluate('document.activeElement.blur()')
    },
    served:
      '<input id="c" class="n" type="checkbox"><input id="d" class="n" type="checkbox" checked><input id="r1" class="n" type="radio" name="r" checked><input id="r2" class="n" type="radio" name="r">',
    after: { '$$("input").map((el) => el.checked)': [true, false, false, true], '$$(".n").length': 4 },
  },
  {
    title: 'changed defaults of boxes and radios are applied',
    before:
      '<input id="c" type="checkbox"><input id="d" type="checkbox" checked><input id="r1" type="radio" name="r" checked><input id="r2" type="radio" name="r"><input id="r3" type="radio" name="r">',
    client: 'put("#c", true); put("#c", false); put("#r3", true)',
    served:
      '<input id="c" type="checkbox" checked><input id="d" type="checkbox"><input id="r1" type="radio" name="r"><input id="r2" type="radio" name="r" checked><input id="r3" type="radio" name="r">',
    after: { '$$("input").map((el) => el.checked)': [true, false, false, true, false] },
  },
  {
    title: 'a box that was checked since the call left stays checked',
    before:
      '<input id="c" type="checkbox" checked><select id="s"><option selected>a</option><option>b</option></select>',
    meanwhile: async (page) => {
      await page.uncheck('#c')
      await page.selectOption('#s', 'b')
      await page.evaluate('document.activeElement.blur()')
    },
    served:
      '<input id="c" type="checkbox" class="n" checked><select id="s"><option>a</option><option>b</option><option selected>c</option></select>',
    after: { '$("#c").checked': false, 'values("#s")': ['b'] },
  },
  {
    title: 'an indeterminate box stays so',
    before: '<input id="c" type="checkbox"><p>a</p>',
    client: '$("#c").indeterminate = true',
    served: '<input id="c" type="checkbox" class="n"><p>b</p>',
    after: { '$("#c").indeterminate': true },
  },
  {
    title: 'a choice stays when options come, go and change',
    before: `<select id="s">${options('a')}</select>`,
    client: 'put("#s", "c")',
    served: '<select id="s"><option selected>a</option><option>new</option><option>c</option></select>',
    after: { 'values("#s")': ['c'], 'texts("option")': ['a', 'new', 'c'] },
  },
  {
    title: 'a changed default of a select is applied',
    before: `<select id="s">${options('a')}</select>`,
    client: 'put("#s", "c")',
    served: `<select id="s">${options('b')}</select>`,
    after: { 'values("#s")': ['b'] },
  },
  {
    title: 'the choices of a multiple select stay, and changed defaults are applied',
    before:
      '<select id="s" multiple><option selected>a</option><option>b</option></select><select id="t" multiple><option selected>a</option><option>b</option></select>',
    client: '$("#s").options[0].selected = false; $("#s").options[1].selected = true',
    served:
      '<select id="s" multiple size="3"><option selected>a</option><option>b</option><optgroup label="g"><option>c</option></optgroup></select><select id="t" multiple><option>a</option><option selected>b</option></select>',
    after: {
      '[...$("#s").selectedOptions].map((el) => el.value)': ['b'],
      '[...$("#t").selectedOptions].map((el) => el.value)': ['b'],
    },
  },
]
