import { trust } from '../fragment.js'
import type { Page } from '../page.js'

/** A page of the server, in a place where nothing of it loads, runs or is checked by a policy. */
export interface Parsed {
  readonly root: HTMLElement
  readonly head: HTMLElement
  readonly body: HTMLElement
}

const opening = /<html((?:\s(?:"[^"]*"|'[^']*'|[^'">])*)?)>/i

/** `policy` is the answer's `Content-Security-Policy`, if it has one. */
export function parsePage(page: Page, text: string, policy: string): Parsed {
  const root = page.inert.createElement('html')
  root.innerHTML = trust(page, text)
  // its own tag is lost, as it is inside of it
  const shell = page.inert.createElement('div')
  shell.innerHTML = trust(page, `<p${opening.exec(text)?.[1] ?? ''}></p>`)
  for (const { name } of (shell.firstElementChild as Element).attributes) {
    const attribute = shell.firstElementChild?.getAttributeNode(name)
    if (attribute) root.setAttributeNode(attribute.cloneNode() as Attr)
  }
  shareNonce(root, policy)
  // what a page without scripts would show is text in one with scripts
  for (const el of root.querySelectorAll('noscript')) el.textContent = el.innerHTML
  return { root, head: root.firstElementChild as HTMLElement, body: root.lastElementChild as HTMLElement }
}

/** A document accepts no nonce but its own: all that is new gets it, unless its nonce was a guess. */
function shareNonce(root: HTMLElement, policy: string): void {
  const own = document.querySelector<HTMLElement>('[nonce]')
  const accepted = Array.from(policy.matchAll(/'nonce-([^']+)'/g), ([, nonce]) => nonce)
  for (const el of root.querySelectorAll<HTMLElement>('[nonce]')) {
    if (accepted.length > 0 && !accepted.includes(el.getAttribute('nonce') as string)) {
      el.removeAttribute('nonce')
      continue
    }
    // as the page has it, where browsers hide it
    el.setAttribute('nonce', own?.getAttribute('nonce') ?? '')
    el.nonce = own?.nonce ?? ''
  }
}
