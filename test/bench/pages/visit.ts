import { Idiomorph } from 'idiomorph'
import type { Page } from '../../../plugin/page.js'
import { alpine, expose } from './measure.js'

const hyper = () => (alpine() as unknown as Record<symbol, Page>)[Symbol.for('alpine-hyper')] as Page

/** Milliseconds from the beginning of the navigation. */
document.addEventListener('alpine:initialized', () => Object.assign(window, { loaded: performance.now() }))

expose({
  async visit(path: string) {
    const since = performance.now()
    await hyper().visit?.(path)
    return performance.now() - since
  },
  /** As one would by hand; what Alpine and the user made of the page is lost or in a muddle. */
  async idiomorph(path: string) {
    const since = performance.now()
    const text = await (await fetch(path)).text()
    const next = new DOMParser().parseFromString(text, 'text/html')
    history.pushState(null, '', path)
    Idiomorph.morph(document.body, next.body)
    document.title = next.title
    scrollTo(0, 0)
    for (let i = 0; i < 3; i++) await null
    return performance.now() - since
  },
})
