import { randomBytes } from 'node:crypto'
import type { Bus, BusListener } from './bus.js'

/** A bus within this process; hubs that share it hear each other. It keeps no log: hubs replay what they have. */
export function memoryBus(): Bus {
  const epoch = randomBytes(9).toString('base64url')
  const listeners = new Set<BusListener>()
  const channels = new Map<string, Set<(text: string) => void>>()
  const sets = new Map<string, Map<string, { text: string; until: number }>>()
  let n = 0
  return {
    async open(listener) {
      listeners.add(listener)
      listener.begin({ epoch, n })
    },
    async publish(key, text) {
      const entry = { epoch, n: ++n, key, text }
      for (const listener of listeners) listener.entry(entry)
    },
    since: async () => undefined,
    async send(channel, text) {
      const heard = [...(channels.get(channel) ?? [])]
      for (const listener of heard) listener(text)
      return heard.length
    },
    async listen(channel, listener) {
      const all = channels.get(channel) ?? new Set()
      channels.set(channel, all.add(listener))
      return async () => {
        all.delete(listener)
        if (all.size === 0 && channels.get(channel) === all) channels.delete(channel)
      }
    },
    async put(set, added, ttl) {
      const members = sets.get(set) ?? new Map()
      for (const [member, text] of added) members.set(member, { text, until: performance.now() + ttl })
      sets.set(set, members)
    },
    async drop(set, member) {
      const members = sets.get(set)
      members?.delete(member)
      if (members?.size === 0) sets.delete(set)
    },
    async members(set) {
      const members = sets.get(set) ?? new Map<string, { text: string; until: number }>()
      const gone = [...members].filter(([, { until }]) => until <= performance.now())
      for (const [member] of gone) members.delete(member)
      if (members.size === 0) sets.delete(set)
      return { texts: Array.from(members.values(), ({ text }) => text), gone: gone.length }
    },
    // another hub may share it, and nothing in it keeps a process
    async close() {},
  }
}
