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
]
