import { trust } from '../fragment.js'
import { type Known, link } from '../served.js'
import { scriptKey } from './known.js'
import { trim, type Visits } from './visits.js'

/** Scripts that are remembered. */
const most = 1000

/** Data and import maps are no scripts to run. */
const isScript = ({ type }: HTMLScriptElement) => /^(|module|(text|application)\/(java|ecma)script)$/i.test(type)

/** Runs, one after another, those scripts that this document has not run: each where it is, those of a head there. */
export async function runScripts(
  { page, ran }: Visits,
  signal: AbortSignal,
  scripts: Iterable<HTMLScriptElement>,
): Promise<void> {
  for (const script of scripts) {
    if (signal.aborted) return
    const key = scriptKey(script)
    if (!isScript(script) || ran.has(key)) continue
    ran.add(key)
    trim(ran, most)
    const copy = document.createElement('script')
    for (const { name, value } of script.attributes) if (name !== 'src') copy.setAttribute(name, value)
    copy.nonce = script.nonce
    copy.async = script.hasAttribute('async')
    copy.text = trust(page, script.text, 'createScript')
    if (script.hasAttribute('src')) copy.src = trust(page, key, 'createScriptURL')
    const over = new Promise((resolve) => {
      for (const type of ['load', 'error']) copy.addEventListener(type, resolve)
    })
    const { $base } = script as Known
    if ($base) link(copy, $base)
    if (script.isConnected) script.replaceWith(copy)
    else document.head.append(copy)
    if (copy.src && !copy.async) await over
  }
}
