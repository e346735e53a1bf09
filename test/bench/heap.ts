import type { Page } from 'playwright'

/** What a page has after garbage collection, in kB: the heap of scripts, and that of nodes, which JSHeapUsedSize leaves out. */
export async function heapOf(page: Page): Promise<number> {
  const session = await page.context().newCDPSession(page)
  await session.send('HeapProfiler.enable')
  // what is freed at first holds what is freed then
  for (let i = 0; i < 3; i++) await session.send('HeapProfiler.collectGarbage')
  const { usedSize, embedderHeapUsedSize } = (await session.send('Runtime.getHeapUsage')) as Heap
  await session.detach()
  return (usedSize + embedderHeapUsedSize) / 1000
}

interface Heap {
  usedSize: number
  embedderHeapUsedSize: number
}
