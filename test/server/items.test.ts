import { expect, test } from 'vitest'
import {
  clearToasts,
  close,
  elements,
  errors,
  event,
  type Item,
  list,
  pushUrl,
  redirect,
  reload,
  remove,
  replaceUrl,
  reset,
  signal,
  signals,
  title,
  toast,
} from '../../server/index.js'

const row = { id: 1 }

test.each<[Item, string, unknown]>([
  [signal('count', 1), 'signals', { values: { count: 1 } }],
  [signal('errors', {}, { merge: true }), 'signals', { values: { errors: {} }, merge: true }],
  [
    signals({ a: 1, $b: null, 'c.d': [] }, { ifMissing: true, scope: '#x' }),
    'signals',
    { values: { a: 1, $b: null, 'c.d': [] }, ifMissing: true, scope: '#x' },
  ],
  [list('rows', { insert: [row] }), 'list', { name: 'rows', op: 'insert', key: 'id', items: [row] }],
  [
    list('rows', { upsert: [row], at: 0, limit: -5, key: 'uid', scope: '#x' }),
    'list',
    { name: 'rows', op: 'upsert', key: 'uid', items: [row], at: 0, limit: -5, scope: '#x' },
  ],
  [list('$rows', { remove: [1] }), 'list', { name: '$rows', op: 'remove', key: 'id', items: [1] }],
  [list('a.rows', { move: [1], at: -1 }), 'list', { name: 'a.rows', op: 'move', key: 'id', items: [1], at: -1 }],
  [list('rows', { reset: [] }), 'list', { name: 'rows', op: 'reset', key: 'id', items: [] }],
  [elements('<p>'), 'elements', { markup: '<p>' }],
  [elements('text'), 'elements', { markup: 'text' }],
  [elements(new String('<p>')), 'elements', { markup: '<p>' }],
  [
    elements('<li>', { target: 'closest ul', swap: 'append', select: 'li', all: true, strict: true }),
    'elements',
    { markup: '<li>', target: 'closest ul', swap: 'append', select: 'li', all: true, strict: true },
  ],
  [
    elements('<li>', {
      swap: 'idiomorph',
      transition: true,
      focus: 'first-invalid',
      scroll: 'top',
      swapDelay: 0,
      settleDelay: 20.5,
      force: true,
    }),
    'elements',
    {
      markup: '<li>',
      swap: 'idiomorph',
      transition: true,
      focus: 'first-invalid',
      scroll: 'top',
      swapDelay: 0,
      settleDelay: 20.5,
      force: true,
    },
  ],
  [reset('#x'), 'reset', { target: '#x' }],
  [reset('form', { all: true, force: true }), 'reset', { target: 'form', all: true, force: true }],
  [close('closest dialog'), 'close', { target: 'closest dialog' }],
  [close('details', { all: true }), 'close', { target: 'details', all: true }],
  [remove('#x'), 'remove', { target: '#x' }],
  [remove('.x', { all: true }), 'remove', { target: '.x', all: true }],
  [toast('Hi'), 'toast', { message: 'Hi', level: 'info' }],
  [
    toast('Gone', { level: 'error', id: 't', timeout: 0, action: { label: 'Undo', call: 'undo', data: { id: 1 } } }),
    'toast',
    { message: 'Gone', level: 'error', id: 't', timeout: 0, action: { label: 'Undo', call: 'undo', data: { id: 1 } } },
  ],
  [clearToasts(), 'clear-toasts', {}],
  [clearToasts('error'), 'clear-toasts', { level: 'error' }],
  [event('saved'), 'event', { name: 'saved', detail: null, after: 'receive' }],
  [
    event('saved', { id: 1 }, { target: 'body', after: 'settle' }),
    'event',
    { name: 'saved', detail: { id: 1 }, target: 'body', after: 'settle' },
  ],
  [errors({ a: 'No', b: ['x', 'y'], '': 'All' }), 'errors', { fields: { a: ['No'], b: ['x', 'y'], '': ['All'] } }],
  [title('T'), 'title', { text: 'T' }],
  [pushUrl('/a'), 'url', { push: '/a' }],
  [pushUrl(false), 'url', { push: false }],
  [replaceUrl('/a?b#c'), 'url', { replace: '/a?b#c' }],
  [redirect('/a'), 'redirect', { url: '/a' }],
  [
    redirect('https://a.example/', { external: true, replace: true }),
    'redirect',
    { url: 'https://a.example/', external: true, replace: true },
  ],
  [reload(), 'reload', {}],
])('%o is an item of the kind %s', (item, kind, data) => {
  expect(item.kind).toBe(kind)
  expect(item.data).toEqual(data)
  expect(Object.isFrozen(item)).toBe(true)
  expect(Object.isFrozen(item.data)).toBe(true)
})

test.each([
  '',
  '.',
  'a.',
  '.a',
  'a..b',
  '$',
  '$.a',
  '$$a',
  '__proto__',
  'a.__proto__',
  '$__proto__.x',
  'constructor',
  'a.prototype.b',
])('%j cannot name a signal or a list', (name) => {
  expect(() => signal(name, 1)).toThrow(`${JSON.stringify(name)} cannot name a signal`)
  expect(() => signals(JSON.parse(`{${JSON.stringify(name)}:1}`))).toThrow(TypeError)
  expect(() => list(name, { reset: [] })).toThrow(TypeError)
})

test('later changes to the values given do not change the item’s names', () => {
  const values: Record<string, unknown> = { a: 1 }
  const item = signals(values)
  values['b'] = 2
  expect(item.data.values).toEqual({ a: 1 })
})

test('a list change names exactly one operation', () => {
  const untyped = list as (name: string, change: object) => unknown
  const message = 'give one array named insert, upsert, remove, move, reset'
  expect(() => untyped('rows', {})).toThrow(message)
  expect(() => untyped('rows', { insert: [], remove: [] })).toThrow(message)
  expect(() => untyped('rows', { insert: row })).toThrow(message)
})

test('markup that is no text is refused where it is given', () => {
  const untyped = elements as (markup: unknown) => unknown
  for (const markup of [7, null, undefined, {}, ['<p>']]) {
    expect(() => untyped(markup)).toThrow("markup is a string or a template's string object")
  }
})

test.each<[string, unknown, string]>([
  ['swap', 'outerHTML', 'swap is one of outer, inner, '],
  ['target', '', 'target is a selector, not ""'],
  ['select', ' ', 'select is a selector, not " "'],
  ['focus', '', 'focus is a selector, not ""'],
  ['scroll', '', 'scroll is a selector, not ""'],
  ['swapDelay', -1, 'swapDelay is milliseconds, 0 or more, not -1'],
  ['swapDelay', Number.NaN, 'swapDelay is milliseconds, 0 or more, not NaN'],
  ['settleDelay', Infinity, 'settleDelay is milliseconds, 0 or more, not Infinity'],
  ['settleDelay', '20', 'settleDelay is milliseconds, 0 or more, not "20"'],
])('elements refuses %s: %j', (option, value, message) => {
  const untyped = elements as (markup: string, options: object) => unknown
  expect(() => untyped('<p>', { [option]: value })).toThrow(TypeError)
  expect(() => untyped('<p>', { [option]: value })).toThrow(`elements(): ${message}`)
  expect(() => untyped('<p>', { [option]: undefined })).not.toThrow()
})

test('replaceUrl and pushUrl take http(s) URLs only', () => {
  expect(() => pushUrl('javascript:alert(1)')).toThrow('is not an http(s) URL')
  expect(() => replaceUrl('data:text/html,x')).toThrow('is not an http(s) URL')
})
