import type { Call } from './call.js'

/** The submit buttons of a form that are not disabled by the page itself. */
export function submittersOf({ elements }: HTMLFormElement, calls: readonly Call[]): Element[] {
  const submitters = [...elements].filter((el) => /submit|image/.test((el as HTMLButtonElement).type))
  return submitters.filter((el) => !el.ariaDisabled || calls.some(({ disabled }) => disabled.has(el)))
}

/**
 * Marks the source as busy, and with it a form that blocks, whose submit buttons are disabled: not for real, as that
 * would drop the focus. The function it gives takes the marks away, but for those of other calls.
 */
export function markBusy({ page, busy, disabled }: Call): () => void {
  const calls = page.Alpine.raw(page.calls)
  for (const el of busy) {
    el.ariaBusy = 'true'
    el.setAttribute('data-loading', '')
  }
  for (const el of disabled) el.ariaDisabled = 'true'
  return () => {
    for (const el of disabled) if (!calls.some((each) => each.disabled.has(el))) el.ariaDisabled = null
    for (const el of busy) {
      if (calls.some((each) => each.busy.has(el))) continue
      el.ariaBusy = null
      el.removeAttribute('data-loading')
    }
  }
}
