import { actionOf } from './measure.js'

export interface Answers {
  /** Makes the answer of the next calls: the bytes that a server would send for one `elements` item, or for none. */
  prepare(item?: { markup: string; target: string; swap: 'outer' | 'none' }): void
  /** Makes a call from an element that no morph touches. @throws Error unless the whole answer was applied. */
  call(): Promise<void>
}

/** From now on the page's calls are answered at once, without a network. */
export function answerCalls(): Answers {
  let bytes = new Uint8Array()
  window.fetch = async () => {
    const body = new ReadableStream({
      start(controller) {
        controller.enqueue(bytes)
        controller.close()
      },
    })
    const headers = { 'Content-Type': 'text/event-stream', 'Content-Length': `${bytes.length}`, 'Hyper-Answer': '1' }
    return new Response(body, { headers })
  }
  return {
    prepare(item) {
      const text = item ? `event: elements\ndata: ${JSON.stringify(item)}\n\n` : ''
      bytes = new TextEncoder().encode(`${text}event: end\ndata: {}\n\n`)
    },
    async call() {
      const { ok, reason, problems } = await actionOf(document.querySelector('main') as HTMLElement)('morph')
      if (!ok || problems.length) throw new Error(`The call failed: ${reason} ${problems.join()}`)
    },
  }
}
