import { failureOf, report } from './error.js'

/**
 * Uses a file of its own once it is loaded. The function it gives ends what `use` began, or sees that it does not begin.
 * A file that cannot be loaded is reported, and loaded again the next time.
 */
export function later<F>(
  source: Element,
  written: string,
  file: Promise<F>,
  use: (file: F) => (() => void) | undefined,
): () => void {
  let isOver = false
  let end: (() => void) | undefined
  file.then(
    (loaded) => {
      if (!isOver) end = use(loaded)
    },
    (cause) => report(source, failureOf({ source, written }, 'network', cause, { cause })),
  )
  return () => {
    isOver = true
    end?.()
  }
}
