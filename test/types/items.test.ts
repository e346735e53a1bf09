import { html } from 'hono/html'
import { expectTypeOf, test } from 'vitest'
import {
  type Close,
  checkpoint,
  clearToasts,
  close,
  type Elements,
  elements,
  errors,
  event,
  type Focus,
  focus,
  type Hyper,
  type Item,
  type Load,
  list,
  loadJs,
  meta,
  type PatchUrl,
  patchUrl,
  progress,
  pushUrl,
  type Redirect,
  type Reset,
  redirect,
  reload,
  remove,
  replaceUrl,
  reset,
  type Signal,
  type Signals,
  type Stop,
  scroll,
  signal,
  signals,
  stopPolling,
  switchTo,
  type Toast,
  title,
  toast,
  type Visit,
  visit,
} from '../../server/index.js'

test('constructors give items of their own types', () => {
  expectTypeOf(signal('a', 1)).toEqualTypeOf<Signal>()
  expectTypeOf(signals({ a: 1 })).toEqualTypeOf<Signals>()
  expectTypeOf(toast('x')).toEqualTypeOf<Toast>()
  expectTypeOf(elements('<p>')).toEqualTypeOf<Elements>()
  expectTypeOf(redirect('/')).toEqualTypeOf<Redirect>()
  expectTypeOf(reset('#a')).toEqualTypeOf<Reset>()
  expectTypeOf(stopPolling()).toEqualTypeOf<Stop>()
  expectTypeOf(close('#a')).toEqualTypeOf<Close>()
  expectTypeOf(focus('first-invalid')).toEqualTypeOf<Focus>()
  expectTypeOf(patchUrl({ query: { q: null, page: 2, tag: ['a'] } })).toEqualTypeOf<PatchUrl>()
  expectTypeOf(loadJs('/x.js')).toEqualTypeOf<Load>()
  expectTypeOf(visit('/', { target: '#a', values: { q: ['x'] } })).toEqualTypeOf<Visit>()
  for (const item of [
    event('x'),
    errors({}),
    errors({ email: 'Taken' }, { only: ['email'] }),
    list('a', { reset: [] }),
    reload(),
    checkpoint('rows', 7),
    progress(0.5),
    switchTo('watch', { id: 1 }),
    stopPolling(),
    remove('#a'),
    title('x'),
    pushUrl('/'),
    replaceUrl(false),
    meta({ description: 'x', 'og:title': null }),
    scroll('top', { smooth: false }),
    clearToasts(),
  ])
    expectTypeOf(item).toExtend<Item>()
})

test('an item tells its data by its kind', () => {
  const tell = (item: Item) => {
    if (item.kind === 'toast') expectTypeOf(item.data.message).toBeString()
    if (item.kind === 'redirect') expectTypeOf(item.data.url).toBeString()
  }
  expectTypeOf(tell).parameter(0).toEqualTypeOf<Item>()
})

test('items cannot be changed', () => {
  const change = (item: Toast) => {
    // @ts-expect-error items are frozen
    item.kind = 'toast'
    // @ts-expect-error and so is their data
    item.data.message = 'y'
  }
  expectTypeOf(change).returns.toBeVoid()
})

test('an object that looks like an item is none', () => {
  // @ts-expect-error items are made by their functions, which brand them
  const forged: Item = { kind: 'toast', data: { message: 'x', level: 'info' } }
  expectTypeOf(forged).toExtend<Item>()
})

test('markup is text, a template’s string object, or a promise of one', () => {
  elements(html`<p>`)
  elements(Promise.resolve('<p>'))
  elements(new String('<p>'))
  const refused = () => {
    // @ts-expect-error a number is no markup
    elements(7)
    // @ts-expect-error an array is no markup; join it
    elements(['<p>'])
  }
  expectTypeOf(refused).returns.toBeVoid()
})

test('options and values that do not exist do not compile', () => {
  const refused = () => {
    // @ts-expect-error the level is error
    toast('x', { level: 'danger' })
    // @ts-expect-error a message is text
    toast(7)
    // @ts-expect-error the swap is outer
    elements('<p>', { swap: 'outerHTML' })
    // @ts-expect-error where it has the focus is a selector or a word
    elements('<p>', { focus: true })
    // @ts-expect-error a delay is in milliseconds
    elements('<p>', { swapDelay: '1s' })
    // @ts-expect-error a reset has a target
    reset()
    // @ts-expect-error what is closed has no user to win over
    close('#a', { force: true })
    // @ts-expect-error receive, swap or settle
    event('saved', null, { after: 'later' })
    // @ts-expect-error the option is ifMissing
    signals({ a: 1 }, { onlyIfMissing: true })
    // @ts-expect-error values are an object
    signals('a', 1)
    // @ts-expect-error messages are text
    errors({ name: 7 })
    // @ts-expect-error true is no URL
    pushUrl(true)
    // @ts-expect-error a tag is text, or null
    meta({ description: 7 })
    // @ts-expect-error a visit has no other origin; that is a redirect
    visit('/', { external: true })
    // @ts-expect-error the option is smooth
    scroll('top', { behavior: 'smooth' })
    // @ts-expect-error the values are in query
    patchUrl({ q: 'x' })
    // @ts-expect-error a value is text, a number, a boolean or a list of these
    patchUrl({ query: { q: {} } })
    // @ts-expect-error the focus has a target
    focus()
    // @ts-expect-error a level that toasts have
    clearToasts('danger')
  }
  expectTypeOf(refused).returns.toBeVoid()
})

test('a list change is one operation, and a move says where to', () => {
  list('rows', { upsert: [{ id: 1 }], at: 0, limit: 10, key: 'id' })
  const refused = () => {
    // @ts-expect-error an operation is missing
    list('rows', { key: 'id' })
    // @ts-expect-error where to is missing
    list('rows', { move: [1] })
    // @ts-expect-error rows come in an array
    list('rows', { insert: { id: 1 } })
  }
  expectTypeOf(refused).returns.toBeVoid()
})

test('the changes of ctx.hyper can be chained', () => {
  const change = (hyper: Hyper) =>
    hyper.toast('x').refuse({ a: 'No' }).visit('/x').select('#b').focus('#a').add(reload())
  expectTypeOf(change).returns.toEqualTypeOf<Hyper>()
  const refused = (hyper: Hyper) => {
    // @ts-expect-error a swap that exists
    hyper.swap('beforeend')
    // @ts-expect-error items, not markup
    hyper.add('<p>')
    // @ts-expect-error what the request was cannot be changed
    hyper.action = 'other'
  }
  expectTypeOf(refused).returns.toBeVoid()
})
