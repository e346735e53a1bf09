import {
  checkpoint,
  clearToasts,
  close,
  elements,
  errors,
  event,
  focus,
  list,
  loadJs,
  meta,
  patchUrl,
  progress,
  pushUrl,
  type Returned,
  redirect,
  reload,
  remove,
  replaceUrl,
  reset,
  scroll,
  signal,
  signals,
  title,
  toast,
  visit,
} from '../../server/index.js'

/** One answer: what an action returns, the text it is on the wire, and a page before and after it. */
export interface Answer {
  title: string
  returned: () => Returned
  /** Typed by hand, with the end that every answer has left out. */
  text: string
  /** What is in `<main x-data="{ n: 1, user: …, rows: … }">`; the call is made by `#go`, if there is one, else by main. */
  before: string
  after: string
  /** Default 200. */
  status?: number
  /** Where the browser goes, as a path. */
  path?: string
  /** The document's title. Default: as it was. */
  documentTitle?: string
}

export const data = "{ n: 1, user: { name: 'Ann', age: 7 }, rows: [{ id: 1 }, { id: 2 }], saved: '' }"
export const end = 'event: end\ndata: {}\n\n'

const n = '<b x-text="n"></b>'
const user = '<b x-text="JSON.stringify(user)"></b>'
const rows = '<b x-text="JSON.stringify(rows)"></b>'
const saved = '<b @saved="saved = JSON.stringify($event.detail)" id="go" x-text="saved"></b>'
const show = (html: string, text: string) => html.replace('></b>', `>${text}</b>`)
const region = '<div x-toasts="" role="region" aria-label="Notifications" aria-live="polite">'

export const answers: Answer[] = [
  {
    title: 'signal',
    returned: () => signal('n', 2),
    text: 'event: signals\ndata: {"values":{"n":2}}\n\n',
    before: n,
    after: show(n, '2'),
  },
  {
    title: 'signals',
    returned: () => signals({ n: 2, 'user.name': 'Bea', $total: 41 }),
    text: 'event: signals\ndata: {"values":{"n":2,"user.name":"Bea","$total":41}}\n\n',
    before: `${n}${user}<i x-text="$hyper.total"></i>`,
    after: `${show(n, '2')}${show(user, '{"name":"Bea","age":7}')}<i x-text="$hyper.total">41</i>`,
  },
  {
    title: 'signals with merge',
    returned: () => signals({ user: { age: null, city: 'Ulm' } }, { merge: true }),
    text: 'event: signals\ndata: {"values":{"user":{"age":null,"city":"Ulm"}},"merge":true}\n\n',
    before: user,
    after: show(user, '{"name":"Ann","city":"Ulm"}'),
  },
  {
    title: 'signals with ifMissing',
    returned: () => signals({ n: 5, more: 6 }, { ifMissing: true }),
    text: 'event: signals\ndata: {"values":{"n":5,"more":6},"ifMissing":true}\n\n',
    before: `${n}<i x-text="$data.more"></i>`,
    after: `${show(n, '1')}<i x-text="$data.more">6</i>`,
  },
  {
    title: 'signals with force',
    returned: () => signals({ n: 2 }, { force: true }),
    text: 'event: signals\ndata: {"values":{"n":2},"force":true}\n\n',
    before: n,
    after: show(n, '2'),
  },
  {
    title: 'signals with a scope',
    returned: () => signals({ n: 2 }, { scope: '#cart' }),
    text: 'event: signals\ndata: {"values":{"n":2},"scope":"#cart"}\n\n',
    before: `${n}<p id="cart" x-data="{ n: 0 }">${n}</p>`,
    after: `${show(n, '1')}<p id="cart" x-data="{ n: 0 }">${show(n, '2')}</p>`,
  },
  {
    title: 'a plain object',
    returned: () => ({ n: 'ü€😀 "\\/' }),
    text: 'event: signals\ndata: {"values":{"n":"ü€😀 \\"\\\\/"}}\n\n',
    before: n,
    after: show(n, 'ü€😀 "\\/'),
  },
  {
    title: 'text that would forge an event',
    returned: () => ({ n: 'a\n\nevent: end\ndata: {}\n\n\r\0\u2028' }),
    text: 'event: signals\ndata: {"values":{"n":"a\\n\\nevent: end\\ndata: {}\\n\\n\\r\\u0000\u2028"}}\n\n',
    before: '<b x-text="n.length"></b>',
    after: '<b x-text="n.length">27</b>',
  },
  {
    title: 'values that JSON does not know',
    returned: () => ({
      n: [
        new Date(0),
        7n,
        new Map([['a', new Set([1])]]),
        new URL('http://a.b/c'),
        Number.NaN,
        Infinity,
        { u: undefined },
      ],
    }),
    text: 'event: signals\ndata: {"values":{"n":["1970-01-01T00:00:00.000Z","7",{"a":[1]},"http://a.b/c",null,null,{}]}}\n\n',
    before: '<b x-text="JSON.stringify(n)"></b>',
    after: '<b x-text="JSON.stringify(n)">["1970-01-01T00:00:00.000Z","7",{"a":[1]},"http://a.b/c",null,null,{}]</b>',
  },
  {
    title: 'list, insert',
    returned: () => list('rows', { insert: [{ id: 3 }], at: 0, limit: 2 }),
    text: 'event: list\ndata: {"name":"rows","op":"insert","key":"id","items":[{"id":3}],"at":0,"limit":2}\n\n',
    before: rows,
    after: show(rows, '[{"id":3},{"id":1}]'),
  },
  {
    title: 'list, upsert',
    returned: () => list('rows', { upsert: [{ id: 2 }, { id: 3 }], key: 'id' }),
    text: 'event: list\ndata: {"name":"rows","op":"upsert","key":"id","items":[{"id":2},{"id":3}]}\n\n',
    before: rows,
    after: show(rows, '[{"id":1},{"id":2},{"id":3}]'),
  },
  {
    title: 'list, remove',
    returned: () => list('rows', { remove: [1] }),
    text: 'event: list\ndata: {"name":"rows","op":"remove","key":"id","items":[1]}\n\n',
    before: rows,
    after: show(rows, '[{"id":2}]'),
  },
  {
    title: 'list, move',
    returned: () => list('rows', { move: [2], at: 0 }),
    text: 'event: list\ndata: {"name":"rows","op":"move","key":"id","items":[2],"at":0}\n\n',
    before: rows,
    after: show(rows, '[{"id":2},{"id":1}]'),
  },
  {
    title: 'list, reset, with a scope',
    returned: () => list('rows', { reset: [{ id: 5 }], scope: '#cart' }),
    text: 'event: list\ndata: {"name":"rows","op":"reset","key":"id","items":[{"id":5}],"scope":"#cart"}\n\n',
    before: `${rows}<p id="cart"></p>`,
    after: `${show(rows, '[{"id":5}]')}<p id="cart"></p>`,
  },
  {
    title: 'elements',
    returned: () => elements('<p id="a">\n  1</p>'),
    text: 'event: elements\ndata: {"markup":"<p id=\\"a\\">\\n  1</p>"}\n\n',
    before: '<p id="a"></p>',
    after: '<p id="a">\n  1</p>',
  },
  {
    title: 'a string of markup',
    returned: () => '<p id="a">1</p>',
    text: 'event: elements\ndata: {"markup":"<p id=\\"a\\">1</p>"}\n\n',
    before: '<p id="a"></p>',
    after: '<p id="a">1</p>',
  },
  {
    title: 'elements with a target, a swap, select, all and strict',
    returned: () => elements('<p><i>1</i></p>', { target: '.x', swap: 'inner', select: 'i', all: true, strict: true }),
    text: 'event: elements\ndata: {"target":".x","swap":"inner","select":"i","all":true,"strict":true,"markup":"<p><i>1</i></p>"}\n\n',
    before: '<p class="x"></p><p class="x"></p>',
    after: '<p class="x"><i>1</i></p><p class="x"><i>1</i></p>',
  },
  {
    title: 'remove',
    returned: () => remove('#a'),
    text: 'event: remove\ndata: {"target":"#a"}\n\n',
    before: '<p id="a"></p><p id="b"></p>',
    after: '<p id="b"></p>',
  },
  {
    title: 'remove with all',
    returned: () => remove('p', { all: true }),
    text: 'event: remove\ndata: {"target":"p","all":true}\n\n',
    before: '<p></p><i></i><p></p>',
    after: '<i></i>',
  },
  {
    title: 'elements with the options of a swap',
    returned: () =>
      elements('<p id="a">1</p>', {
        transition: true,
        focus: 'none',
        scroll: 'top',
        swapDelay: 1,
        settleDelay: 2,
        force: true,
      }),
    text: 'event: elements\ndata: {"transition":true,"focus":"none","scroll":"top","swapDelay":1,"settleDelay":2,"force":true,"markup":"<p id=\\"a\\">1</p>"}\n\n',
    before: '<p id="a"></p>',
    after: '<p id="a">1</p>',
  },
  {
    title: 'elements by plain idiomorph',
    returned: () => elements('<p id="a" :class="n === 1 && `on`">1</p>', { swap: 'idiomorph' }),
    text: 'event: elements\ndata: {"swap":"idiomorph","markup":"<p id=\\"a\\" :class=\\"n === 1 && `on`\\">1</p>"}\n\n',
    before: '<p id="a" :class="n === 1 && `on`"></p>',
    after: '<p id="a" :class="n === 1 && `on`">1</p>',
  },
  {
    title: 'reset',
    returned: () => reset('#f'),
    text: 'event: reset\ndata: {"target":"#f"}\n\n',
    before: '<form id="f"><output>0</output></form>',
    after: '<form id="f"><output>0</output></form>',
  },
  {
    title: 'reset with all and force',
    returned: () => reset('form', { all: true, force: true }),
    text: 'event: reset\ndata: {"target":"form","all":true,"force":true}\n\n',
    before: '<form @reset="n = 2"></form><b x-text="n"></b>',
    after: '<form @reset="n = 2"></form><b x-text="n">2</b>',
  },
  {
    title: 'close',
    returned: () => close('#d'),
    text: 'event: close\ndata: {"target":"#d"}\n\n',
    before: '<dialog id="d" open></dialog>',
    after: '<dialog id="d"></dialog>',
  },
  {
    title: 'close with all',
    returned: () => close('details', { all: true }),
    text: 'event: close\ndata: {"target":"details","all":true}\n\n',
    before: '<details open></details><details open></details>',
    after: '<details></details><details></details>',
  },
  {
    title: 'toast',
    returned: () => toast('<b>Saved</b>'),
    text: 'event: toast\ndata: {"message":"<b>Saved</b>","level":"info"}\n\n',
    before: '<div x-toasts></div>',
    after: `${region}<div class="hyper-toast" data-level="info" role="status"><p class="hyper-toast-text">&lt;b&gt;Saved&lt;/b&gt;</p><button type="button" class="hyper-toast-dismiss" aria-label="Dismiss">×</button></div></div>`,
  },
  {
    title: 'toast with options',
    returned: () =>
      toast('Gone', { level: 'error', id: 't', timeout: 0, action: { label: 'Undo', call: 'undo', data: { id: 1 } } }),
    text: 'event: toast\ndata: {"message":"Gone","level":"error","id":"t","timeout":0,"action":{"label":"Undo","call":"undo","data":{"id":1}}}\n\n',
    before: '<div x-toasts></div>',
    after: `${region}<div class="hyper-toast" data-level="error" role="alert" data-id="t"><p class="hyper-toast-text">Gone</p><button type="button" class="hyper-toast-action">Undo</button><button type="button" class="hyper-toast-dismiss" aria-label="Dismiss">×</button></div></div>`,
  },
  {
    title: 'clearToasts',
    returned: () => [toast('Gone'), clearToasts()],
    text: 'event: toast\ndata: {"message":"Gone","level":"info"}\n\nevent: clear-toasts\ndata: {}\n\n',
    before: '<div x-toasts></div>',
    after: `${region}</div>`,
  },
  {
    title: 'clearToasts of a level',
    returned: () => [toast('Gone', { level: 'warning' }), clearToasts('warning')],
    text: 'event: toast\ndata: {"message":"Gone","level":"warning"}\n\nevent: clear-toasts\ndata: {"level":"warning"}\n\n',
    before: '<div x-toasts></div>',
    after: `${region}</div>`,
  },
  {
    title: 'event',
    returned: () => event('saved'),
    text: 'event: event\ndata: {"name":"saved","detail":null,"after":"receive"}\n\n',
    before: saved,
    after: show(saved, 'null'),
  },
  {
    title: 'event with a target, after the swap',
    returned: () => [
      event('saved', { id: 1 }, { target: '#new', after: 'swap' }),
      elements('<i id="new"></i>', { target: '#go', swap: 'inner' }),
    ],
    text: 'event: event\ndata: {"name":"saved","detail":{"id":1},"after":"swap","target":"#new"}\n\nevent: elements\ndata: {"target":"#go","swap":"inner","markup":"<i id=\\"new\\"></i>"}\n\n',
    before: '<b @saved="$el.title = $event.target.id + $event.detail.id" id="go"></b>',
    after: '<b @saved="$el.title = $event.target.id + $event.detail.id" id="go" title="new1"><i id="new"></i></b>',
  },
  {
    title: 'event after settling',
    returned: () => [event('saved', { id: 1 }, { after: 'settle' }), { n: 2 }],
    text: 'event: event\ndata: {"name":"saved","detail":{"id":1},"after":"settle"}\n\nevent: signals\ndata: {"values":{"n":2}}\n\n',
    before: '<b @saved="$el.title = $el.textContent" id="go" x-text="n"></b>',
    after: '<b @saved="$el.title = $el.textContent" id="go" x-text="n" title="2">2</b>',
  },
  {
    title: 'errors',
    returned: () => errors({ email: 'Taken', 'items.0.qty': ['Few', 'Odd'], '': ['Not saved'] }),
    status: 422,
    text: 'event: errors\ndata: {"fields":{"email":["Taken"],"items.0.qty":["Few","Odd"],"":["Not saved"]}}\n\n',
    before: `<b x-text="$action.errors.all('items.0.qty').join() + $action.errors.first('')"></b>`,
    after: `<b x-text="$action.errors.all('items.0.qty').join() + $action.errors.first('')">Few,OddNot saved</b>`,
  },
  {
    title: 'title',
    returned: () => title('New title'),
    text: 'event: title\ndata: {"text":"New title"}\n\n',
    before: '',
    after: '',
    documentTitle: 'New title',
  },
  {
    title: 'pushUrl',
    returned: () => pushUrl('/todos?filter=done'),
    text: 'event: url\ndata: {"push":"/todos?filter=done"}\n\n',
    before: n,
    after: show(n, '1'),
    path: '/todos?filter=done',
  },
  {
    title: 'pushUrl of false',
    returned: () => [pushUrl('/todos'), pushUrl(false)],
    text: 'event: url\ndata: {"push":"/todos"}\n\nevent: url\ndata: {"push":false}\n\n',
    before: n,
    after: show(n, '1'),
  },
  {
    title: 'replaceUrl',
    returned: () => replaceUrl('/todos'),
    text: 'event: url\ndata: {"replace":"/todos"}\n\n',
    before: n,
    after: show(n, '1'),
    path: '/todos',
  },
  {
    title: 'replaceUrl of false',
    returned: () => [replaceUrl('/todos'), replaceUrl(false)],
    text: 'event: url\ndata: {"replace":"/todos"}\n\nevent: url\ndata: {"push":false}\n\n',
    before: n,
    after: show(n, '1'),
  },
  {
    title: 'patchUrl',
    returned: () => patchUrl({ query: { q: 'x y', tag: ['a', 'b'] } }),
    text: 'event: url\ndata: {"push":"/?q=x+y&tag=a&tag=b"}\n\n',
    before: n,
    after: show(n, '1'),
    path: '/?q=x+y&tag=a&tag=b',
  },
  {
    title: 'focus, which makes a heading take it',
    returned: () => focus('h2'),
    text: 'event: focus\ndata: {"target":"h2"}\n\n',
    before: '<h2>All</h2>',
    after: '<h2 tabindex="-1">All</h2>',
  },
  {
    title: 'scroll',
    returned: () => [scroll('#end', { smooth: false }), scroll('top')],
    text: 'event: scroll\ndata: {"target":"#end","smooth":false}\n\nevent: scroll\ndata: {"target":"top"}\n\n',
    before: '<i id="end"></i>',
    after: '<i id="end"></i>',
  },
  {
    title: 'meta',
    returned: () => meta({ description: 'All <of> it', 'og:title': 'To-dos', author: null }),
    text: 'event: meta\ndata: {"tags":{"description":"All <of> it","og:title":"To-dos","author":null}}\n\n',
    before: n,
    after: show(n, '1'),
  },
  {
    title: 'load, for which the items behind it wait',
    returned: () => [loadJs('/script.js'), signal('n', 2)],
    text: 'event: load\ndata: {"src":"/script.js"}\n\nevent: signals\ndata: {"values":{"n":2}}\n\n',
    before: n,
    after: show(n, '2'),
  },
  {
    title: 'a generator',
    returned: async function* () {
      yield { n: 2 }
      await null
      yield [{ n: 3 }, null, [elements('<i id="a">1</i>')]]
    },
    text: 'event: signals\ndata: {"values":{"n":2}}\n\nevent: signals\ndata: {"values":{"n":3}}\n\nevent: elements\ndata: {"markup":"<i id=\\"a\\">1</i>"}\n\n',
    before: `${n}<i id="a"></i>`,
    after: `${show(n, '3')}<i id="a">1</i>`,
  },
  {
    title: 'checkpoint, whose id is its name and place',
    returned: () => [checkpoint('rows', 'ü:7'), checkpoint('all'), signal('n', 2)],
    text: 'event: checkpoint\nid: rows:%C3%BC%3A7\ndata: {"name":"rows","at":"ü:7"}\n\nevent: checkpoint\nid: all\ndata: {"name":"all"}\n\nevent: signals\ndata: {"values":{"n":2}}\n\n',
    before: n,
    after: show(n, '2'),
  },
  {
    title: 'progress',
    returned: () => [progress(0.25), signal('n', 2)],
    text: 'event: progress\ndata: {"value":0.25}\n\nevent: signals\ndata: {"values":{"n":2}}\n\n',
    before: n,
    after: show(n, '2'),
  },
]

/** Answers that take the browser to another page; they have no end, as they are terminal. */
export const departures: (Pick<Answer, 'title' | 'returned' | 'text'> & { path: string })[] = [
  {
    title: 'redirect',
    returned: () => redirect('/there?a=1'),
    text: 'event: redirect\ndata: {"url":"/there?a=1"}\n\n',
    path: '/there?a=1',
  },
  {
    title: 'redirect that replaces',
    returned: () => redirect('/there', { replace: true }),
    text: 'event: redirect\ndata: {"url":"/there","replace":true}\n\n',
    path: '/there',
  },
  {
    title: 'redirect, after the items before it and without those behind it',
    returned: () => [title('Before'), redirect('/there'), title('Never')],
    text: 'event: title\ndata: {"text":"Before"}\n\nevent: redirect\ndata: {"url":"/there"}\n\n',
    path: '/there',
  },
  {
    title: 'redirect, whose toasts wait for the next page',
    returned: () => [toast('Saved'), redirect('/there')],
    text: 'event: redirect\ndata: {"url":"/there"}\n\n',
    path: '/there',
  },
  {
    title: 'visit, whose values are the query',
    returned: () => visit('/there?a=1', { values: { b: 'x y', c: [1, null, 2] }, target: '#main', replace: true }),
    text: 'event: visit\ndata: {"url":"/there?a=1","values":{"b":"x y","c":[1,null,2]},"target":"#main","replace":true}\n\n',
    path: '/there?a=1&b=x+y&c=1&c=2',
  },
  { title: 'reload', returned: () => reload(), text: 'event: reload\ndata: {}\n\n', path: '/' },
]

/** One request: what makes the page send it, its text, and what the server reads in it. */
export interface Asked {
  title: string
  /** What is in `<main x-data>`; `#it` is clicked. */
  body: string
  method: string
  /** Path and query. */
  url: string
  /** Headers that are sent; one that is undefined is not. `ID` is the call's id, `PAGE` the address of the page. */
  headers: Record<string, string | undefined>
  /** The body. */
  sent?: string
  read: {
    action: string | undefined
    source: string | undefined
    language: string | undefined
    input: Record<string, unknown>
  }
}

const accept = 'text/event-stream, text/html;q=0.9, application/json;q=0.8'
const page = { source: undefined, language: 'en' }
const always = { Accept: accept, 'Hyper-Call': 'ID', 'Hyper-Lang': 'en', 'Hyper-Url': 'PAGE' }
const unsafe = { ...always, 'Idempotency-Key': 'ID', 'Content-Type': 'application/json' }
const first = { 'Hyper-Attempt': undefined, 'Hyper-Received': undefined, 'Last-Event-ID': undefined }

export const requests: Asked[] = [
  {
    title: 'a named action',
    body: '<b class="it" x-action="add({ a: 1, b: [true, null], c: `ü😀` })">go</b>',
    method: 'POST',
    url: '/',
    headers: { ...unsafe, ...first, 'Hyper-Action': 'add', 'Hyper-Source': undefined },
    sent: '{"a":1,"b":[true,null],"c":"ü😀"}',
    read: { action: 'add', ...page, input: { a: 1, b: [true, null], c: 'ü😀' } },
  },
  {
    title: 'a named action without data',
    body: '<b class="it" x-action="add">go</b>',
    method: 'POST',
    url: '/',
    headers: { ...unsafe, 'Hyper-Action': 'add' },
    sent: '{}',
    read: { action: 'add', ...page, input: {} },
  },
  {
    title: 'the source, by its id',
    body: '<b class="it" id="größe 1" x-action="add">go</b>',
    method: 'POST',
    url: '/',
    headers: { ...unsafe, 'Hyper-Action': 'add', 'Hyper-Source': 'gr%C3%B6%C3%9Fe%201' },
    sent: '{}',
    read: { action: 'add', source: 'größe 1', language: 'en', input: {} },
  },
  {
    title: 'PUT',
    body: '<b class="it" x-action="PUT add({ a: 1 })">go</b>',
    method: 'PUT',
    url: '/',
    headers: { ...unsafe, 'Hyper-Action': 'add' },
    sent: '{"a":1}',
    read: { action: 'add', ...page, input: { a: 1 } },
  },
  {
    title: 'GET has its data in the query',
    body: '<b class="it" x-action="GET add({ a: 1, c: `ü&=?` })">go</b>',
    method: 'GET',
    url: '/?_data=%7B%22a%22%3A1%2C%22c%22%3A%22%C3%BC%26%3D%3F%22%7D',
    headers: { ...always, 'Hyper-Action': 'add', 'Idempotency-Key': undefined, 'Content-Type': undefined },
    read: { action: 'add', ...page, input: { a: 1, c: 'ü&=?' } },
  },
  {
    title: 'DELETE has its data in the query and a key',
    body: '<b class="it" x-action="DELETE /rows/:id({ id: `a b`, hard: true })">go</b>',
    method: 'DELETE',
    url: '/rows/a%20b?_data=%7B%22hard%22%3Atrue%7D',
    headers: { ...always, 'Hyper-Action': undefined, 'Idempotency-Key': 'ID', 'Content-Type': undefined },
    read: { action: undefined, ...page, input: { id: 'a b', hard: true } },
  },
  {
    title: 'a route',
    body: '<b class="it" x-action="PATCH /rows/:id({ id: 7, a: 1 })">go</b>',
    method: 'PATCH',
    url: '/rows/7',
    headers: { ...unsafe, 'Hyper-Action': undefined },
    sent: '{"a":1}',
    read: { action: undefined, ...page, input: { id: '7', a: 1 } },
  },
  {
    title: 'a form',
    body: '<form x-action="add"><input name="a" value="ü"><input name="t[]" value="1"><button class="it" name="b" value="2">go</button></form>',
    method: 'POST',
    url: '/',
    headers: { ...unsafe, 'Hyper-Action': 'add' },
    sent: '{"a":"ü","t":["1"],"b":"2"}',
    read: { action: 'add', ...page, input: { a: 'ü', t: ['1'], b: '2' } },
  },
  {
    title: 'a form that names its action in a field',
    body: '<form method="post" x-action><input name="a" value="1"><button class="it" name="_action" value="add">go</button></form>',
    method: 'POST',
    url: '/',
    headers: { ...unsafe, 'Hyper-Action': 'add' },
    sent: '{"a":"1"}',
    read: { action: 'add', ...page, input: { a: '1' } },
  },
]
