import { HyperError } from './error.js'

export interface ServerEvent {
  kind: string
  data: string
  id?: string | undefined
}

/** Characters of one event; a longer one is not an answer but an accident. */
const limit = 2 ** 25

/**
 * Parses a `text/event-stream` as the HTML standard says, in whatever pieces it comes. The field `retry` is an event, too.
 */
export function eventParser(emit: (event: ServerEvent) => void): (chunk: string) => void {
  let rest = ''
  let afterReturn = false
  let kind = ''
  let data: string | undefined
  let id: string | undefined

  const read = (line: string) => {
    if (!line) {
      if (data !== undefined) emit({ kind: kind || 'message', data, id })
      kind = ''
      data = id = undefined
      return
    }
    const [field = ''] = line.split(':', 1)
    const value = line.slice(field.length + 1).replace(/^ /, '')
    if (field === 'event') kind = value
    else if (field === 'id') id = value
    else if (field === 'retry' && /^\d+$/.test(value)) emit({ kind: field, data: value })
    else if (field === 'data') data = data === undefined ? value : `${data}\n${value}`
  }

  return (chunk) => {
    // a line break may be cut in two
    const lines = (afterReturn ? chunk.replace(/^\n/, '') : chunk).split(/\r\n?|\n/)
    if (chunk) afterReturn = chunk.endsWith('\r')
    lines[0] = rest + lines[0]
    rest = lines.pop() as string
    lines.forEach(read)
    if (rest.length + (data?.length ?? 0) > limit)
      throw new HyperError('protocol', `an event has more than ${limit} characters`)
  }
}
