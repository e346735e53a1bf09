import type { Call } from './call.js'
import { controlsOf } from './fields.js'

/** An element, and the attribute that it has while a call is under way. */
export type Mark = readonly [el: Element, attribute: string]

/**
 * Of the source and, while it blocks, its form: they are busy, and its submit buttons are disabled. Not for real, as
 * that would drop the focus, and not those that the page has disabled itself.
 */
export function marksOf(source: Element, form: HTMLFormElement | undefined, calls: readonly Call[]): Mark[] {
  const submitters = form ? controlsOf(form).filter(({ type }) => type === 'submit') : []
  const marks: Mark[] = [
    ...[source, form ?? source].flatMap((el) => ['aria-busy', 'data-loading'].map((name): Mark => [el, name])),
    ...submitters.map((el): Mark => [el, 'aria-disabled']),
  ]
  return marks.filter((mark) => !mark[0].hasAttribute(mark[1]) || isMarked(mark, calls))
}

/** Marks for a call. The function it gives takes them away, but for those of other calls. */
export function mark({ marks, page }: Pick<Call, 'marks' | 'page'>): () => void {
  for (const [el, attribute] of marks) el.setAttribute(attribute, 'true')
  return () => {
    for (const each of marks) if (!isMarked(each, page.Alpine.raw(page.calls))) each[0].removeAttribute(each[1])
  }
}

function isMarked([el, attribute]: Mark, calls: readonly Call[]): boolean {
  return calls.some(({ marks }) => marks.some((each) => each[0] === el && each[1] === attribute))
}
