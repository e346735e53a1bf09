import { type ItemOf, item } from '../item.js'

export type Checkpoint = ItemOf<'checkpoint'>

/** Characters of a cursor; it travels in a header. */
export const longest = 1000

/**
 * The page has all that came before it: a stream by GET that is cut goes on here, by `ctx.hyper.resume`.
 *
 * @param at where in it, such as the id of the last row. It comes back from the page, as a string.
 * @throws TypeError if both together have more than 1000 characters, encoded as in a URL.
 */
export function checkpoint(name: string, at?: string | number): Checkpoint {
  const data = { name, ...(at !== undefined && { at: String(at) }) }
  const cursor = cursorOf(data)
  if (name === '' || cursor.length > longest) {
    const why = name ? `has ${cursor.length} characters, and ${longest} are the limit` : 'has no name'
    throw new TypeError(`checkpoint(): the checkpoint ${why}`)
  }
  return item('checkpoint', data)
}

/** A checkpoint that the page has seen. */
export interface Resumed<Name extends string = string> {
  readonly name: Name
  /** What was given as `at`. It comes from the page: check it like any input. */
  readonly at: string | undefined
}

/** What stands in `id:`, and comes back as `Last-Event-ID`: visible ASCII. */
export function cursorOf({ name, at }: Checkpoint['data']): string {
  return [name, at ?? []].flat().map(encodeURIComponent).join(':')
}

/** The checkpoint of a cursor, if it is one of these names; anything else was not made here. */
export function resumedAt<Name extends string>(cursor: string, names: readonly Name[]): Resumed<Name> | undefined {
  try {
    if (cursor.length > longest) return undefined
    const [known, at, ...rest] = cursor.split(':').map(decodeURIComponent)
    const name = names.find((each) => each === known)
    return name === undefined || rest.length > 0 ? undefined : { name, at }
  } catch {
    return undefined
  }
}
