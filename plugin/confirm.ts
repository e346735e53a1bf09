import type { Page } from './page.js'

export interface ConfirmOptions {
  /** The element that asks. */
  readonly source: Element
  /** A text is wanted, not only yes or no. */
  readonly prompt: boolean
}

/** What the user said: a text, `true` for a plain yes, anything else for no. As of `window.confirm` and `window.prompt`. */
export type ConfirmAnswer = string | boolean | null | undefined

/** Asks the user before a call is made. */
export type Confirm = (question: string, options: ConfirmOptions) => ConfirmAnswer | Promise<ConfirmAnswer>

/** Asks what `x-confirm` says, once at a time. Resolves with the text, `''` for a plain yes, undefined for no. */
export async function ask(page: Page, source: Element): Promise<string | undefined> {
  const { Alpine, confirm = askInDialog } = page
  page.asking ??= new WeakSet()
  const { asking } = page
  if (asking.has(source)) return undefined
  asking.add(source)
  try {
    const name = Alpine.prefixed('confirm')
    const text = source.getAttribute(`${name}.prompt`)
    const answer = await confirm(text ?? source.getAttribute(name) ?? '', { source, prompt: text !== null })
    return answer === true ? '' : answer === false ? undefined : (answer ?? undefined)
  } finally {
    asking.delete(source)
  }
}

/** A modal dialog with the browser's own looks, focus and keys. `data-yes` and `data-no` name its buttons. */
function askInDialog(question: string, { source, prompt }: ConfirmOptions): Promise<ConfirmAnswer> {
  const { yes = 'OK', no = 'Cancel' } = (source as HTMLElement).dataset
  const button = (textContent: string, value: string) =>
    Object.assign(document.createElement('button'), { textContent, value })
  const dialog = document.createElement('dialog')
  const form = document.createElement('form')
  const field = document.createElement('input')
  const text = document.createElement(prompt ? 'label' : 'p')
  Object.assign(dialog, { className: 'hyper-confirm', role: 'alertdialog', ariaLabel: question })
  form.method = 'dialog'
  text.append(question, ...(prompt ? [field] : []))
  form.append(text, button(yes, 'yes'), button(no, ''))
  dialog.append(form)
  document.body.append(dialog)
  dialog.showModal()
  return new Promise((resolve) => {
    dialog.onclose = () => {
      dialog.remove()
      resolve(dialog.returnValue ? (prompt ? field.value : true) : undefined)
    }
  })
}
