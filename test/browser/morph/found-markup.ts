import type { Scenario } from './scenario.js'

export const foundMarkup: Scenario[] = [
  {
    title: 'styles in noscript stay without effect',
    before: '<noscript><style>#n { display: none }</style></noscript><p id="n">a</p>',
    served:
      '<noscript><style>#n { display: none }</style></noscript><p id="n">b</p><noscript><style>#n { color: red }</style></noscript>',
    after: { 'visible("#n")': [true], 'text("#n")': 'b', '$$("noscript *").length': 0 },
  },
]
