/** Saves a download as the browser would. */
export async function save(response: Response, progress: (share: number) => void): Promise<File> {
  const total = Number(response.headers.get('Content-Length'))
  const parts: Uint8Array<ArrayBuffer>[] = []
  let loaded = 0
  const reader = response.body?.getReader()
  for (let read = await reader?.read(); read && !read.done; read = await reader?.read()) {
    parts.push(read.value)
    loaded += read.value.length
    if (total) progress(Math.min(1, loaded / total))
  }
  const file = new File(parts, fileName(response), { type: response.headers.get('Content-Type') ?? '' })
  const link = document.createElement('a')
  link.href = URL.createObjectURL(file)
  link.download = file.name
  link.click()
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000)
  return file
}

/** RFC 6266: `filename*` goes before `filename`. */
function fileName(response: Response): string {
  const disposition = response.headers.get('Content-Disposition') ?? ''
  const [, encoded] = /filename\*=utf-8''([^;]+)/i.exec(disposition) ?? []
  const [, plain] = /filename="?([^";]+)/i.exec(disposition) ?? []
  return encoded ? decodeURIComponent(encoded) : (plain ?? 'download')
}
