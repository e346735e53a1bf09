import { elements, type Hub, signal, toast } from '../../server/index.js'

/** One live stream: what is published, the text of the whole stream, and what the page shows then. */
export interface LiveRow {
  title: string
  published?: (hub: Hub) => Promise<unknown>
  /** What the page says that it has. Default: nothing. */
  last?: string
  /** Typed by hand. EPOCH is the hub's, TAB the page's. */
  text: string
  /** The text of `<b x-text="n">` and of `<i id="i">`. Default: as they were. */
  after?: [n: string, i: string]
}

const begun = 'event: live\ndata: {}\nid: EPOCH.0\n\n'

export const lives: LiveRow[] = [
  { title: 'the beginning', text: begun },
  {
    title: 'an item',
    published: (hub) => hub.publish('room', signal('n', 2)),
    text: `${begun}event: signals\ndata: {"values":{"n":2}}\nid: EPOCH.1\n\n`,
    after: ['2', ''],
  },
  {
    title: 'items that are published together',
    published: (hub) => hub.publish('room', [signal('n', 2), elements('<i id="i">new</i>')]),
    text: `${begun}event: signals\ndata: {"values":{"n":2}}\n\nevent: elements\ndata: {"markup":"<i id=\\"i\\">new</i>"}\nid: EPOCH.1\n\n`,
    after: ['2', 'new'],
  },
  {
    title: 'what is for a user, behind what is for somebody else',
    published: async (hub) => {
      await hub.to({ user: 'bob' }).publish(toast('no'))
      await hub.to({ user: 'ann' }).publish(signal('n', 2))
    },
    text: `${begun}event: signals\ndata: {"values":{"n":2}}\nid: EPOCH.2\n\n`,
    after: ['2', ''],
  },
  {
    title: 'what is not for a tab',
    published: async (hub) => {
      await hub.publish('room', [signal('n', 2), signal('n', 3)], { except: 'TAB' })
      await hub.publish('room', elements('<i id="i">new</i>'), { except: 'another' })
    },
    text: `${begun}event: except\ndata: {"tab":"TAB"}\n\nevent: signals\ndata: {"values":{"n":2}}\n\nevent: signals\ndata: {"values":{"n":3}}\nid: EPOCH.1\n\nevent: except\ndata: {"tab":"another"}\n\nevent: elements\ndata: {"markup":"<i id=\\"i\\">new</i>"}\nid: EPOCH.2\n\n`,
    after: ['1', 'new'],
  },
  {
    title: 'a gap, and what fills it',
    last: 'another.7',
    text: `${begun}event: gap\ndata: {"filled":true}\n\nevent: signals\ndata: {"values":{"n":5}}\nid: EPOCH.0\n\n`,
    after: ['5', ''],
  },
]
