/** Reads an answer as one would without the plugin, and gives the data of each event to `use`. */
export async function readByHand(path: string, use: (data: never) => void, init: RequestInit = {}): Promise<void> {
  const response = await fetch(path, { method: 'POST', ...init })
  const reader = response.body?.getReader()
  const decoder = new TextDecoder()
  let rest = ''
  for (let read = await reader?.read(); read && !read.done; read = await reader?.read()) {
    const events = (rest + decoder.decode(read.value, { stream: true })).split('\n\n')
    rest = events.pop() ?? ''
    for (const event of events) {
      if (!event.startsWith('event: end')) use(JSON.parse(event.slice(event.indexOf('\ndata: ') + 7)) as never)
    }
  }
}
