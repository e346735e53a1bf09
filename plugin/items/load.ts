import { HyperError } from '../error.js'
import { trust } from '../fragment.js'
import type { Applier } from '../items.js'
import { localUrl } from '../local-url.js'

/** Failures that are counted; older ones are forgotten. */
const most = 100

/**
 * The browser loads a module once for each URL. Some browsers keep a failure under the URL too, for ever; the next time
 * it has a fragment, which the server does not see.
 */
export const load: Applier<'load'> = async ({ src, external }, { page }) => {
  const url = localUrl(src, external)
  page.missing ??= new Map()
  const failures = page.missing.get(url) ?? 0
  const script = document.createElement('script')
  script.type = 'module'
  const { nonce } = document.querySelector<HTMLScriptElement>('script[nonce]') ?? {}
  if (nonce) script.nonce = nonce
  const address = failures ? `${url.replace(/#.*/, '')}#${failures}` : url
  script.src = trust(page, address, 'createScriptURL')
  try {
    await loaded(script)
    // the same module, not loaded again: only this tells when it has run, and what it threw
    await import(/* @vite-ignore */ /* webpackIgnore: true */ address)
  } catch (cause) {
    page.missing.delete(url)
    page.missing.set(url, failures + 1)
    const [oldest = ''] = page.missing.keys()
    if (page.missing.size > most) page.missing.delete(oldest)
    const why = cause instanceof Error ? cause.message : "it is not there, or the page's policy forbids it"
    throw new HyperError('item', `load: ${url} has not run: ${why}`, { cause })
  } finally {
    script.remove()
  }
}

function loaded(script: HTMLScriptElement): Promise<unknown> {
  return new Promise((resolve, reject) => {
    script.onload = resolve
    script.onerror = reject
    document.head.append(script)
  })
}
