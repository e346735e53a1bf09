import type { Scenario } from './scenario.js'

export const foundAnswers: Scenario[] = [
  {
    title: 'of roots without a target, each is looked at again when another answer changed it',
    before: '<p id="a">1</p><p id="b">1</p>',
    served: [
      { markup: '<p id="a">2</p><p id="b">2</p>', target: null },
      { markup: '<p id="b">3</p>', target: null },
      { markup: '<p id="a">2</p><p id="b">2</p>', target: null },
    ],
    after: { 'texts("p")': ['2', '2'] },
  },
  {
    title: 'what is sent to a source that is gone is told as a missing target',
    before: '<p>a</p>',
    client: `window.told = []
      addEventListener('hyper:error', (event) => (event.preventDefault(), told.push(event.detail.error.code)))
      const button = document.createElement('button')
      $('#root').append(button)
      const [run] = Alpine.evaluate(button, '[$action]')
      const done = run('answer', { sent: [{ markup: '<i>1</i>', target: 'this' }] })
      button.remove()
      await done`,
    served: [],
    after: { told: ['target'], '$$("i").length': 0 },
  },
  {
    title: 'what one item makes and the next one changes begins once',
    before: '<p id="p">a</p>',
    served: [
      { markup: '<i id="n" @click="count(`old`)">1</i>', target: '#p', swap: 'after' },
      {
        markup: '<i id="n" x-init="count(`init`)" @click="count(`click`)">2<b x-init="count(`inner`)">b</b></i>',
        target: '#n',
      },
    ],
    after: { 'text("#n")': '2b', 'counts.init': 1, 'counts.inner': 1 },
    again: 'click("#n")',
    finally: { counts: { init: 1, inner: 1, click: 1 } },
  },
  {
    title: 'what is hidden leaves at once, whatever its transition',
    data: '{ open: false }',
    before: '<div id="m" x-show="open" x-transition.duration.900ms>one</div><b>b</b>',
    client:
      'await serve({ markup: `<main id="root" x-data="{ open: false }"><b>b</b></main>` }); window.left = $$("#m").length',
    served: '<b>b!</b>',
    after: { left: 0 },
  },
]
