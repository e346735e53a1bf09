import type { Scenario } from './scenario.js'

export const foundTemplates: Scenario[] = [
  {
    title: 'a changed body shows however deep its template is in others',
    data: '{ a: [1], b: [2], c: [3] }',
    before:
      '<template x-for="i in a"><div><template x-for="j in b"><div><template x-for="k in c"><p x-text="[i, j, k].join()"></p></template></div></template></div></template>',
    client: 'data().c.push(4)',
    served:
      '<template x-for="i in a"><div><template x-for="j in b"><div><template x-for="k in c"><p x-text="[i, j, k].join(`-`)"></p></template></div></template></div></template>',
    after: { 'texts("p")': ['1-2-3', '1-2-4'] },
    again: 'data().c.push(5); data().a.push(9)',
    finally: { 'texts("p")': ['1-2-3', '1-2-4', '1-2-5', '9-2-3', '9-2-4', '9-2-5'] },
    fresh: false,
  },
  {
    title: 'rows that were dragged into another order go with their template, and what is new comes behind them',
    data: '{ xs: [1, 2, 3] }',
    before: '<p id="p">p</p><template x-for="i in xs" :key="i"><li x-text="i"></li></template><b id="b">b</b>',
    client: '$("template").after($$("li")[2])',
    served:
      '<template x-for="i in xs" :key="i"><li x-text="i"></li></template><i>new</i><b id="b">b</b><p id="p">p</p>',
    after: { '[...$("#root").children].map((el) => el.textContent).join("")': '312newbp' },
    fresh: false,
  },
]
