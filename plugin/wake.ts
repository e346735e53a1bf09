/** Until there is a network, and somebody who looks; one that is not a tab's own goes on without. */
export async function awake(isOwn: boolean, signal: AbortSignal): Promise<void> {
  while (!signal.aborted && (!navigator.onLine || (isOwn && document.hidden))) await woken(signal)
}

/** Waits; less if the tab, or the network, comes back. */
export function pause(time: number, signal: AbortSignal): Promise<void> {
  return woken(signal, time)
}

function woken(signal: AbortSignal, time?: number): Promise<void> {
  return new Promise((resolve) => {
    const own = new AbortController()
    const end = () => {
      clearTimeout(timer)
      own.abort()
      resolve()
    }
    const timer = time === undefined ? undefined : setTimeout(end, time)
    addEventListener('online', end, own)
    document.addEventListener('visibilitychange', () => document.hidden || end(), own)
    signal.addEventListener('abort', end, own)
    if (signal.aborted) end()
  })
}
