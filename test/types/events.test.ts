import { expectTypeOf, test } from 'vitest'
import type { CallInfo, HyperError, HyperEvents, Outcome } from '../../plugin/index.js'

function listen(el: HTMLElement, svg: SVGElement): void {
  el.addEventListener('hyper:before', (event) => {
    expectTypeOf(event.detail).toEqualTypeOf<{ call: CallInfo; request: Request }>()
    event.detail.request.headers.set('X-Tenant', event.detail.call.name)
    // @ts-expect-error the request is the browser's: another one cannot take its place
    event.detail.request.url = '/else'
    // @ts-expect-error what is not sent yet has no outcome
    event.detail.outcome
  })
  svg.addEventListener('hyper:after', ({ detail }) => {
    expectTypeOf(detail).toEqualTypeOf<{ call: CallInfo; outcome: Outcome }>()
    expectTypeOf(detail.call.source).toEqualTypeOf<Element>()
  })
  document.addEventListener('hyper:error', ({ detail }) => {
    expectTypeOf(detail.error).toEqualTypeOf<HyperError>()
    expectTypeOf(detail.error.retryAfter).toEqualTypeOf<number | undefined>()
  })
  addEventListener('hyper:toast', ({ detail }) => {
    expectTypeOf(detail.message).toEqualTypeOf<string>()
  })
  document.addEventListener('hyper:before-visit', ({ detail }) => {
    expectTypeOf(detail.url).toEqualTypeOf<string>()
    // @ts-expect-error what is asked for in advance is no visit yet
    detail.kind === 'prefetch'
  })
  window.addEventListener('hyper:clear-toasts', ({ detail }) => {
    // @ts-expect-error toasts have four levels
    detail.level === 'loud'
  })
}

test('events have their details', () => {
  // compiled, never run
  expectTypeOf(listen).returns.toBeVoid()
  expectTypeOf<HyperEvents['hyper:error']['detail']['error']>().toEqualTypeOf<HyperError>()
})
