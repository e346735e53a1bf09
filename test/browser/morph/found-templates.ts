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
]
