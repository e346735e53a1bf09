import { type ItemOf, item } from '../item.js'

export type Title = ItemOf<'title'>

/** Sets the document's title. */
export function title(text: string): Title {
  return item('title', { text })
}
