import type { AnyItem } from '../exchange.js'
import { type Flat, flatten } from '../flatten.js'
import { eventsOf } from '../hub/frame.js'
import { isItem } from '../item.js'
import { textOf } from '../items/elements.js'
import { refuseLeaving } from '../origin.js'
import { pull } from '../pull.js'
import { flushSoon, takeFields } from './flush.js'
import { addEvent } from './log.js'
import type { ViewRecord } from './record.js'

/** What may wait for something that is sent bit by bit. */
const most = 1000

/**
 * Sends what a handler could return, behind the state as it is now. Settles when the page has read enough for more;
 * what fails on the way is reported, as whoever sends need not wait for it.
 *
 * @throws TypeError for what is no item.
 */
export function send(record: ViewRecord, returned: unknown): Promise<void> {
  const flat = flatten(returned, 'A view was given')
  if (record.reason) return Promise.resolve()
  if (!record.sending && flat.every(isReady)) {
    takeFields(record)
    for (const item of flat) put(record, item)
    flushSoon(record)
    return (record.line && room(record)) ?? Promise.resolve()
  }
  if (++record.slow > most) record.host.overflow(record, `${most} sends; wait for their promises`)
  const sending = sendSlowly(record, flat, record.sending).finally(() => {
    record.slow--
    if (record.sending === sending) record.sending = undefined
  })
  record.sending = sending
  return sending
}

function isReady(entry: Flat): entry is AnyItem {
  return isItem(entry) && (entry.kind !== 'elements' || typeof entry.data.markup === 'string')
}

/** Bit by bit, and only while there is a page that reads. */
async function sendSlowly(record: ViewRecord, flat: Flat[], before: Promise<void> | undefined): Promise<void> {
  await before
  try {
    takeFields(record)
    for await (const item of pull(flat)) {
      put(record, await settled(item))
      flushSoon(record)
      const wait = room(record)
      if (wait) await wait
      if (record.reason) return
    }
  } catch (error) {
    record.host.report(record, error)
  }
}

async function settled(item: AnyItem): Promise<AnyItem> {
  if (item.kind !== 'elements') return item
  const markup = textOf(await item.data.markup)
  return { ...item, data: { ...item.data, markup } }
}

function put(record: ViewRecord, item: AnyItem): void {
  const { host, log } = record
  refuseLeaving(record.place, item)
  addEvent(log, eventsOf(item, host.json) as string)
}

/** Settles when there is a page that reads, or the view is over; undefined if there is no need to wait. */
function room(record: ViewRecord): Promise<void> | undefined {
  if (record.reason || record.line?.isReading()) return undefined
  if (!record.room) {
    let open = () => {}
    const isThere = new Promise<void>((resolve) => {
      open = resolve
    })
    record.room = { isThere, open }
  }
  return record.room.isThere
}
