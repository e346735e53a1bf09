import type { Scenario } from './scenario.js'

const iframe = '<iframe id="f" srcdoc="<p>hi</p>"></iframe>'

export const pageState: Scenario[] = [
  {
    title: 'focus, caret and the direction of the selection survive a reorder and a change',
    before: '<input id="a" value="abcdef"><input id="b">',
    client: async (page) => {
      await page.focus('#a')
      await page.evaluate(
        '$("#a").setSelectionRange(1, 4, "backward"); window.blurs = 0; $("#a").onblur = () => blurs++',
      )
    },
    served: '<h1>t</h1><input id="b"><input id="a" value="abcdef" class="c">',
    after: {
      'document.activeElement.id': 'a',
      '[$("#a").selectionStart, $("#a").selectionEnd, $("#a").selectionDirection]': [1, 4, 'backward'],
      'classes("#a")': 'c',
    },
  },
  {
    title: 'the focus goes along when a wrapper comes around its field',
    before: '<input id="a"><p>a</p>',
    client: async (page) => {
      await page.click('#a')
      await page.keyboard.type('hello')
      await page.keyboard.press('ArrowLeft')
    },
    served: '<section><div><input id="a" aria-invalid="true"></div></section><p>b</p>',
    after: { 'document.activeElement.id': 'a', '$("#a").selectionStart': 4, 'values("#a")': ['hello'] },
    again: async (page) => {
      await page.keyboard.type('X')
    },
    finally: { 'values("#a")': ['hellXo'] },
  },
  {
    title: 'focused controls without a caret do not throw',
    before:
      '<input id="n" type="number" value="1"><input id="e" type="email" value="a@b.c"><input id="k" type="checkbox">',
    client: async (page) => {
      await page.focus('#n')
    },
    served:
      '<input id="k" type="checkbox"><input id="e" type="email" value="a@b.c" class="c"><input id="n" type="number" value="1" class="c">',
    after: { 'document.activeElement.id': 'n', 'classes("#n")': 'c' },
  },
  {
    title: 'a running composition goes on',
    before: '<input id="a" value="x"><p>a</p>',
    client: async (page) => {
      await page.focus('#a')
      const session = await page.context().newCDPSession(page)
      await page.evaluate('window.ends = 0; $("#a").addEventListener("compositionend", () => ends++)')
      await session.send('Input.imeSetComposition', { text: 'ka', selectionStart: 2, selectionEnd: 2 })
    },
    served: '<h1>t</h1><input id="a" value="y" class="c"><p>b</p>',
    after: { 'values("#a")': ['kax'], ends: 0, 'text("p")': 'b' },
    again: async (page) => {
      const session = await page.context().newCDPSession(page)
      await session.send('Input.insertText', { text: 'か' })
    },
    finally: { 'values("#a")': ['かx'] },
  },
  {
    title: 'the selection of text survives',
    before: '<p id="a">some words here</p><p id="b">b</p>',
    client:
      '$("#a").getBoundingClientRect(); getSelection().setBaseAndExtent($("#a").firstChild, 5, $("#a").firstChild, 10)',
    served: '<h1>t</h1><p id="a" class="c">some words here</p><p id="b">c</p>',
    after: { 'getSelection().toString()': 'words' },
  },
  {
    title: 'scroll positions survive a reorder',
    before:
      '<div id="s" style="height: 50px; overflow: auto"><div style="height: 500px">x</div></div><div id="t">a</div>',
    client: '$("#s").scrollTop = 120; window.s = $("#s")',
    served:
      '<div id="t">b</div><div id="s" style="height: 60px; overflow: auto"><div style="height: 500px">y</div></div>',
    after: { '$("#s").scrollTop': 120, '$("#s").style.height': '60px' },
  },
  {
    title: 'an iframe is not loaded again when it changes or its siblings are reordered',
    before: `<p id="p">a</p>${iframe}<p id="q">b</p>`,
    client: async (page) => {
      await page.waitForFunction('$("#f").contentDocument?.querySelector("p")')
      await page.evaluate('window.inner = $("#f").contentWindow.document; inner.body.dataset.mark = 1')
    },
    served: `<p id="q">b2</p>${iframe.replace('id', 'class="c" id')}<p id="n">n</p><p id="p">a2</p>`,
    after: { '$("#f").contentDocument === inner': true, '$("#f").contentDocument.body.dataset.mark': '1' },
  },
  {
    title: 'an iframe is not loaded again when it moves itself',
    before: `<section id="x">${iframe}</section><section id="y"></section>`,
    client: async (page) => {
      await page.waitForFunction('$("#f").contentDocument?.querySelector("p")')
      await page.evaluate('window.inner = $("#f").contentDocument')
    },
    served: `<section id="x"></section><section id="y">${iframe}</section>`,
    after: { '$("#y > #f").contentDocument === inner': true },
  },
  {
    title: 'media go on playing',
    before: '<p id="p">a</p><video id="v" muted></video>',
    client: async (page) => {
      await page.evaluate(`(async () => {
        const canvas = document.createElement('canvas')
        canvas.getContext('2d').fillRect(0, 0, 9, 9)
        window.stream = canvas.captureStream()
        $('#v').srcObject = stream
        window.pauses = 0
        $('#v').onpause = () => pauses++
        $('#v').play()
      })()`)
    },
    served: '<video id="v" class="c" muted></video><p id="p">b</p>',
    after: { '$("#v").srcObject === stream': true, '$("#v").paused': false, pauses: 0, 'classes("#v")': 'c' },
  },
  {
    title: 'a running animation goes on, the same one',
    before:
      '<style>@keyframes k { to { opacity: 0 } }</style><p id="p">a</p><div id="a" style="animation: k 9s">x</div>',
    client:
      '$("#a").style.color = "red"; window.playing = $("#a").getAnimations()[0]; window.start = playing.startTime',
    served:
      '<style>@keyframes k { to { opacity: 0 } }</style><div id="a" class="c" style="animation: k 9s">y</div><p id="p">b</p>',
    after: { '$("#a").getAnimations()[0] === playing': true, 'playing.playState': 'running', 'text("#a")': 'y' },
  },
  {
    title: 'a canvas keeps its drawing',
    before: '<canvas id="c" width="9" height="9"></canvas><p>a</p>',
    client: '$("#c").getContext("2d").fillRect(0, 0, 9, 9)',
    served: '<p>b</p><canvas id="c" width="9" height="9" class="c"></canvas>',
    after: { '$("#c").getContext("2d").getImageData(1, 1, 1, 1).data[3]': 255 },
  },
  {
    title: 'a custom element keeps its state, its shadow root and what is slotted',
    script: `customElements.define('my-el', class extends HTMLElement {
      static observedAttributes = ['level']
      connectedCallback() { count('connected'); this.attachShadow({ mode: 'open' }).innerHTML = '<p>0</p><slot></slot>' }
      connectedMoveCallback() {}
      attributeChangedCallback(name, was, is) { count(name + is) }
    })`,
    before: '<p id="p">a</p><my-el id="e" level="1"><i>a</i></my-el>',
    client: '$("#e").state = 7; $("#e").shadowRoot.firstChild.textContent = "7"; $("#e").setAttribute("mine", "1")',
    served: '<my-el id="e" level="2"><i>b</i></my-el><p id="p">b</p>',
    after: {
      '$("#e").state': 7,
      '$("#e").shadowRoot.firstChild.textContent': '7',
      '$("#e").getAttribute("mine")': '1',
      'text("#e i")': 'b',
      counts: { connected: 1, level1: 1, level2: 1 },
    },
    fresh: false,
  },
]
