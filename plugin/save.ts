/** Saves a download as the browser would, under the name that RFC 6266 gives it. */
export async function save(response: Response, progress: (share: number) => void): Promise<File> {
  const header = (name: string) => response.headers.get(name) ?? ''
  const parts: Uint8Array<ArrayBuffer>[] = []
  const size = Number(header('Content-Length'))
  let loaded = 0
  const reader = response.body?.getReader()
  for (let read = await reader?.read(); read && !read.done; read = await reader?.read()) {
    parts.push(read.value)
    loaded += read.value.length
    if (size) progress(Math.min(1, loaded / size))
  }
  const name = nameIn(header('Content-Disposition'))
  const file = new File(parts, name, { type: header('Content-Type') })
  const link = Object.assign(document.createElement('a'), { href: URL.createObjectURL(file), download: name })
  link.click()
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000)
  return file
}

function nameIn(disposition: string): string {
  const [, quoted = '', plain = 'download'] = /filename=(?:"((?:\\.|[^"\\])+)"|([^";]+))/i.exec(disposition) ?? []
  const [, encoded = ''] = /filename\*=utf-8'[^']*'([^;]+)/i.exec(disposition) ?? []
  try {
    return decodeURIComponent(encoded) || quoted.replace(/\\(.)/g, '$1') || plain
  } catch {
    // what is malformed is as if it were not there
    return nameIn(disposition.replace('*=', ''))
  }
}
