/** What markup is that has one root. */
export interface WholeElement {
  readonly name: string
  readonly ids: readonly string[]
}

const voids = /^(area|base|br|col|embed|hr|img|input|link|meta|source|track|wbr)$/
const tagOrText = /([^<]+)|<(\/?)([a-z][a-z\d-]*)((?:\s+[^\s"'<>/=]+(?:=(?:"[^"]*"|'[^']*'|[^\s"'<>=`]+))?)*)\s*>/giy
const eachAttribute = /([^\s"'<>/=]+)(?:=(?:"([^"]*)"|'([^']*)'|(\S+)))?/g
/** Nothing closes the one, and the others are a page; wherever a page is named, all around it is parsed as one. */
const pages = /<(plaintext|html|head|body)(?![a-z\d-])/i
/** In these, tags are text. */
const texts = /^(script|style|textarea|title|xmp|iframe|noembed|noframes|noscript)$/

/** One in another ends that, or takes away its end. */
const lone = /^(a|button|form|nobr)$/

/** Of markup that is one element, well formed and closed: what follows it is parsed as if alone. */
export function wholeElement(markup: string): WholeElement | undefined {
  if (pages.test(markup)) return undefined
  const open: string[] = []
  const ids: string[] = []
  let name: string | undefined
  tagOrText.lastIndex = 0
  while (tagOrText.lastIndex < markup.length) {
    const [found, text, closes, written = '', attributes = ''] = tagOrText.exec(markup) ?? []
    if (found === undefined) return undefined
    if (text !== undefined) {
      if (!open.length && /[^ \t\n\f\r]/.test(text)) return undefined
      continue
    }
    const tag = written.toLowerCase()
    if (closes) {
      if (open.pop() !== tag) return undefined
      continue
    }
    if (!open.length && name !== undefined) return undefined
    if (texts.test(open.at(-1) ?? '') || (lone.test(tag) && open.includes(tag))) return undefined
    // what has no place in these makes rows behind them, to which the next belongs
    if (!open.length && /^(c(aption|ol|olgroup)|t(head|body|foot))$/.test(tag)) return undefined
    name ??= tag
    const id = idIn(attributes)
    // it could be written in another way
    if (id?.includes('&')) return undefined
    if (id !== undefined) ids.push(id)
    if (!voids.test(tag)) open.push(tag)
  }
  return name !== undefined && !open.length ? { name, ids } : undefined
}

function idIn(attributes: string): string | undefined {
  if (!/id/i.test(attributes)) return undefined
  for (const [, name = '', ...values] of attributes.matchAll(eachAttribute))
    if (name.toLowerCase() === 'id') return values.join('')
  return undefined
}
