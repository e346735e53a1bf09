type Field = Partial<HTMLInputElement> & HTMLElement

const focusable = 'a[href],:is(button,input,select,textarea):enabled,summary,[tabindex]:not([tabindex^="-"])'

/** Notes where the focus and the caret are; the function that it returns brings them back if a move has lost them. */
export function keepFocus(): () => void {
  const active = document.activeElement as Field | null
  // null, too, for the controls that have no caret
  const { selectionStart, selectionEnd, selectionDirection } = active ?? {}
  return () => {
    if (!active?.isConnected || active === document.activeElement) return
    active.focus({ preventScroll: true })
    if (selectionStart != null)
      active.setSelectionRange?.(selectionStart, selectionEnd as number, selectionDirection as 'none')
  }
}

/** The element that takes the focus over from one that goes: what follows it, else what is before, else further out. */
export function heirOf(gone: Element, goes: (el: Element) => boolean): HTMLElement | undefined {
  for (let around = gone.parentElement; around; around = around.parentElement) {
    const all = [...around.querySelectorAll<HTMLElement>(focusable)].filter(
      (el) => !goes(el) && (el.checkVisibility?.() ?? true),
    )
    const heir = all.find((el) => gone.compareDocumentPosition(el) & Node.DOCUMENT_POSITION_FOLLOWING) ?? all.at(-1)
    if (heir) return heir
  }
  return undefined
}
