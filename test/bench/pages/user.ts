import { editedRow } from '../table.js'
import { alpine } from './measure.js'

/**
 * The user of a table of 1,000 rows: opens some rows, types into the input of one that gets another amount, and leaves
 * the caret there; again before each morph, whatever the last one lost.
 *
 * @returns checks that all that is still so. It throws if not.
 */
export async function actAsUser(): Promise<() => void> {
  const rows = [10, 390, 510].map(rowOf)
  const edited = rowOf(editedRow)
  const input = edited.querySelector('input') as HTMLInputElement
  const isOpen = (row: HTMLElement) => (alpine().$data(row) as { open?: boolean }).open === true
  for (const row of rows) if (!isOpen(row)) row.querySelector('button')?.click()
  input.value = 'typed by the user'
  input.dispatchEvent(new Event('input', { bubbles: true }))
  input.focus()
  input.setSelectionRange(2, 5)
  await alpine().nextTick()

  return () => {
    const kept = {
      elements: [...rows, input].every((el) => el.isConnected),
      state: rows.every(isOpen),
      class: rows.every((row) => row.classList.contains('open')),
      text: rows.every((row) => row.cells[3]?.textContent === 'open'),
      display: rows.every((row) => row.querySelector('span')?.style.display === ''),
      value: input.value === 'typed by the user',
      focus: document.activeElement === input,
      caret: input.selectionStart === 2 && input.selectionEnd === 5,
    }
    const lost = Object.entries(kept).flatMap(([what, isKept]) => (isKept ? [] : what))
    if (lost.length) throw new Error(`After the morph the user has lost: ${lost.join(', ')}`)
  }
}

function rowOf(id: number): HTMLTableRowElement {
  return document.querySelector(`#row-${id}`) as HTMLTableRowElement
}
