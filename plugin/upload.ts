/**
 * Sends a form as `fetch` would, and tells how much of it has gone out, which `fetch` cannot. The response is there as
 * soon as its headers are; the body of an event stream comes as it arrives, any other at once.
 *
 * @param progress is told a share, 0 to 1, of the body.
 * @throws what `fetch` throws: the signal's reason when aborted, a `TypeError` without an answer.
 */
export async function send(
  request: Request,
  files: FormData,
  headers: HeadersInit,
  progress: (share: number) => void,
  signal: AbortSignal,
): Promise<Response> {
  signal.throwIfAborted()
  const { method, url } = request
  const xhr = new XMLHttpRequest()
  const abort = () => xhr.abort()
  signal.addEventListener('abort', abort)
  xhr.onloadend = () => signal.removeEventListener('abort', abort)
  xhr.upload.onprogress = ({ loaded, total }) => progress(loaded / total)
  xhr.upload.onload = () => progress(1)

  xhr.open(method, url)
  for (const [name, value] of [...request.headers, ...new Headers(headers)]) {
    // the browser's own type has the boundary
    if (name !== 'content-type') xhr.setRequestHeader(name, value)
  }
  return new Promise((resolve, reject) => {
    const body = new ReadableStream<Uint8Array>({
      start(controller) {
        const fail = (error: unknown) => {
          controller.error(error)
          reject(error)
        }
        xhr.onabort = () => fail(signal.reason)
        xhr.onerror = () => fail(new TypeError(`${method} ${url} had no answer, or was cut off`))
        const pass = passText(xhr, controller)
        xhr.onprogress = pass
        xhr.onload = () => {
          if (xhr.responseType) controller.enqueue(new Uint8Array(xhr.response))
          else pass()
          controller.close()
        }
      },
      cancel: abort,
    })
    xhr.onreadystatechange = () => {
      if (xhr.readyState !== xhr.HEADERS_RECEIVED) return
      // as `fetch` in the mode `same-origin`
      if (new URL(xhr.responseURL).origin !== location.origin) {
        reject(new TypeError(`${method} ${url} was sent on to another origin, ${xhr.responseURL}`))
        return abort()
      }
      // only text can be read before the end, and text would spoil bytes
      if (!/^text\/event-stream/.test(xhr.getResponseHeader('Content-Type') ?? '')) xhr.responseType = 'arraybuffer'
      resolve(responseOf(xhr, url, body))
    }
    xhr.send(files)
  })
}

/** Hands on what has come since the last time. */
function passText(xhr: XMLHttpRequest, controller: ReadableStreamDefaultController<Uint8Array>): () => void {
  const encoder = new TextEncoder()
  let passed = 0
  return () => {
    if (xhr.responseType) return
    const text = xhr.responseText
    // the second half of a character may be still to come
    const end = /[\ud800-\udbff]$/.test(text) ? text.length - 1 : text.length
    if (end > passed) controller.enqueue(encoder.encode(text.slice(passed, end)))
    passed = end
  }
}

function responseOf(xhr: XMLHttpRequest, url: string, body: ReadableStream): Response {
  const { status, statusText, responseURL } = xhr
  const headers = new Headers()
  for (const [, name = '', value = ''] of xhr.getAllResponseHeaders().matchAll(/^(.+?): *(.*)\r$/gm)) {
    headers.append(name, value)
  }
  const isEmpty = /^(204|205|304)$/.test(`${status}`)
  const response = new Response(isEmpty ? null : body, { status, statusText, headers })
  // a response that is made by hand has neither
  return Object.defineProperties(response, {
    url: { value: responseURL },
    redirected: { value: responseURL !== url.replace(/#.*/, '') },
  })
}
