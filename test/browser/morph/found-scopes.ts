import type { Scenario } from './scenario.js'

export const foundScopes: Scenario[] = [
  {
    title: 'directives that change on what moves into a new scope begin in that',
    before: '<div id="b" x-data="{ n: 2 }"><b x-text="n"></b></div><p id="p" @click="count(`old`)">p</p><i id="i"></i>',
    client: 'data("#b").n = 5',
    served:
      '<section x-data="{ w: 1, open: true }"><div id="b" x-data="{ n: 2 }"><b x-text="n + `/` + w"></b></div><p id="p" x-show="open" x-init="count(`init`)" @click="count(`click` + w)">p</p></section><div><i id="i" x-text="1 + 1"></i></div>',
    after: { 'text("#b > b")': '5/1', 'visible("#p")': [true], 'text("#i")': '2' },
    again: 'click("#p"); data("section").w = 2; data("section").open = false',
    finally: { 'text("#b > b")': '5/2', 'visible("#p")': [false], counts: { init: 1, click1: 1 } },
    fresh: false,
  },
  {
    title: 'a style that changes under :style leaves what :class added, and the other way round',
    data: '{ on: true }',
    before:
      '<p id="a" :style="{ color: `green` }" :class="{ z: on }">a</p><p id="b" :style="{ color: `green` }" :class="{ z: on }">b</p>',
    served:
      '<p id="a" :style="{ color: `green` }" :class="{ z: on }" style="margin-top: 1px">a</p><p id="b" :style="{ color: `green` }" :class="{ z: on }" class="y">b</p>',
    after: {
      'classes("#a")': 'z',
      '$("#a").style.cssText': 'margin-top: 1px; color: green;',
      'classes("#b")': 'y z',
      '$("#b").style.color': 'green',
    },
    again: 'data().on = false',
    finally: { 'classes("#a")': '', 'classes("#b")': 'y' },
  },
  {
    title: 'an x-for that changes while an x-data comes, goes, or is what it moves into shows its rows',
    data: '{ items: [1, 2] }',
    before:
      '<div id="a"><template x-for="i in items" :key="i"><b x-text="i"></b></template></div><div id="b" x-data="{ m: 1 }"><template x-for="i in items" :key="i"><b x-text="i"></b></template></div><div id="c"><template x-for="i in items" :key="i"><b x-text="i"></b></template></div>',
    served:
      '<div id="a" x-data="{ m: 1 }"><template x-for="(i, k) in items.slice(1)" :key="i"><b x-text="i"></b></template></div><div id="b"><template x-for="(i, k) in items.slice(1)" :key="i"><b x-text="i"></b></template></div><section x-data="{ w: 1 }"><div id="c"><template x-for="(i, k) in items.slice(1)" :key="i"><b x-text="i"></b></template></div></section>',
    after: { 'texts("#a b")': ['2'], 'texts("#b b")': ['2'], 'texts("#c b")': ['2'] },
    again: 'data().items.push(3)',
    finally: { 'texts("#a b")': ['2', '3'], 'texts("#b b")': ['2', '3'], 'texts("#c b")': ['2', '3'] },
  },
]
