import type { Page } from './page.js'

/**
 * Marks the source as busy, and the submit buttons of a form that blocks as disabled; not for real, as that would drop
 * the focus, and not its fields. Returns what takes the marks away.
 */
export function markBusy(page: Page, source: Element, form: HTMLFormElement | null): () => void {
  const buttons = [...(form?.elements ?? [])].filter(
    (el) => el.matches('[type=submit], [type=image]') || (el as HTMLButtonElement).type === 'submit',
  )
  const free = buttons.filter((el) => !el.hasAttribute('aria-disabled'))
  source.setAttribute('aria-busy', 'true')
  for (const el of free) el.setAttribute('aria-disabled', 'true')
  return () => {
    for (const el of free) el.removeAttribute('aria-disabled')
    if (page.ledger.find(source, undefined, source).length === 0) source.removeAttribute('aria-busy')
  }
}
