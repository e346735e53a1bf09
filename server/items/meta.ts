import { type ItemOf, item } from '../item.js'

export type Meta = ItemOf<'meta'>

/** Names of `<meta>` tags, and what they are to say; null takes one away. */
export type MetaTags = Readonly<Record<string, string | null>>

/**
 * Sets `<meta>` tags of the document's head: `meta({ description: 'All to-dos', 'og:title': 'To-dos' })`. Names of Open
 * Graph and Twitter, such as `og:title`, are written as `property`, others as `name`. There is never more than one of a name.
 *
 * @throws TypeError for an empty name, or a value that is neither text nor null.
 */
export function meta(tags: MetaTags): Meta {
  for (const [name, value] of Object.entries(tags))
    if (name.trim() === '' || (value !== null && typeof value !== 'string'))
      throw new TypeError(
        `meta(): ${JSON.stringify(name)} is ${typeof value}; give each name a text, or null to remove it`,
      )
  return item('meta', { tags: { ...tags } })
}
