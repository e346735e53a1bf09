import type { Scenario } from './scenario.js'

export const opened: Scenario[] = [
  {
    title: 'what the user opened or closed stays so',
    before: '<details id="d"><summary>s</summary>x</details><details id="e" open><summary>s</summary>y</details>',
    client: async (page) => {
      await page.click('#d summary')
      await page.click('#e summary')
    },
    served:
      '<details id="d" class="c"><summary>s2</summary>x2</details><details id="e" class="c" open><summary>s2</summary>y2</details>',
    after: { '$$("details").map((el) => el.open)': [true, false], 'texts("summary")': ['s2', 's2'] },
  },
  {
    title: 'what the server opens or closes is',
    before: '<details id="d"><summary>s</summary>x</details><details id="e" open><summary>s</summary>y</details>',
    served: '<details id="d" open><summary>s</summary>x</details><details id="e"><summary>s</summary>y</details>',
    after: { '$$("details").map((el) => el.open)': [true, false] },
  },
  {
    title: 'a modal dialog stays open, and modal',
    before: '<dialog id="d"><p>a</p><button>x</button></dialog><button id="out">o</button>',
    client: '$("#d").showModal()',
    served: '<dialog id="d" class="c"><p>b</p><button>x</button></dialog><button id="out">o2</button>',
    after: { '$("#d").open': true, '$("#d").matches(":modal")': true, 'text("#d p")': 'b' },
  },
  {
    title: 'a modal dialog that the server closes leaves no inert page',
    before: '<dialog id="d" open><p>a</p></dialog><button id="out" onclick="count(`out`)">o</button>',
    client: '$("#d").close(); $("#d").showModal()',
    served: '<dialog id="d"><p>a</p></dialog><button id="out" onclick="count(`out`)">o</button>',
    after: { '$("#d").open': false, '$("#d").matches(":modal")': false },
    again: async (page) => {
      await page.click('#out', { timeout: 2000 })
    },
    finally: { counts: { out: 1 } },
  },
  {
    title: 'a modal dialog that the server removes leaves no inert page',
    before: '<dialog id="d"><p>a</p></dialog><button id="out" onclick="count(`out`)">o</button>',
    client: '$("#d").showModal()',
    served: '<button id="out" onclick="count(`out`)">o</button>',
    after: { '$$("dialog").length': 0 },
    again: async (page) => {
      await page.click('#out', { timeout: 2000 })
    },
    finally: { counts: { out: 1 } },
  },
  {
    title: 'a popover stays open',
    before: '<div id="p" popover><i>a</i></div><b>b</b>',
    client: '$("#p").showPopover()',
    served: '<b>c</b><div id="p" popover class="c"><i>d</i></div>',
    after: { '$("#p").matches(":popover-open")': true, 'text("#p")': 'd' },
  },
]
