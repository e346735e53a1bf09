import { EventEmitter } from 'node:events'
import { setTimeout as pause } from 'node:timers/promises'
import type { Client, InValue, Row } from '@libsql/client'
import { inventEntry, total } from './book.js'

export interface Import {
  id: number
  done: number
  state: 'running' | 'stopped' | 'done'
}

export interface Entry {
  n: number
  name: string
  nights: number
}

/** The imports, in the database; each runs here while somebody wants to know of it, also after a restart. */
export function createImports(database: Client) {
  const running = new Set<number>()
  const news = new EventEmitter().setMaxListeners(0)

  async function query(sql: string, ...args: InValue[]): Promise<Row[]> {
    const { rows } = await database.execute({ sql, args })
    return rows
  }

  async function find(where: string, ...args: InValue[]): Promise<Import | undefined> {
    const [row] = await query(
      `select id, state, (select count(*) from guests where import = imports.id) as done
      from imports ${where} order by id desc limit 1`,
      ...args,
    )
    return row && { id: Number(row['id']), done: Number(row['done']), state: row['state'] as Import['state'] }
  }

  async function run(id: number): Promise<void> {
    if (running.has(id)) return
    running.add(id)
    try {
      for (let job = await find('where id = ?', id); job?.state === 'running'; job = await find('where id = ?', id)) {
        const { n, name, nights } = inventEntry(job.done + 1)
        await database.batch(
          [
            { sql: 'insert into guests (import, n, name, nights) values (?, ?, ?, ?)', args: [id, n, name, nights] },
            { sql: `update imports set state = 'done' where id = ? and ? = ?`, args: [id, n, total] },
          ],
          'write',
        )
        news.emit('line')
        await pause(60)
      }
    } finally {
      running.delete(id)
      news.emit('line')
    }
  }

  return {
    /** Tells that there may be more, of any import. */
    news,

    latest: () => find(''),

    /** One for each call, however often that comes; or the one that is under way. */
    async begin(call: string): Promise<number> {
      await query(
        `insert or ignore into imports (call) select ? where not exists (select 1 from imports where state = 'running')`,
        call,
      )
      return ((await find('where call = ?', call)) ?? (await find('')))?.id ?? 0
    },

    async stop(id: number): Promise<void> {
      await query(`update imports set state = 'stopped' where id = ? and state = 'running'`, id)
    },

    /** The entries behind one, and how the import is. */
    async after(id: number, n: number): Promise<{ job: Import | undefined; entries: Entry[] }> {
      const job = await find('where id = ?', id)
      // nobody waits for it, and it ends with the database
      if (job?.state === 'running') run(id).catch(() => {})
      const rows = await query('select n, name, nights from guests where import = ? and n > ? order by n', id, n)
      const entries = rows.map((row) => ({
        n: Number(row['n']),
        name: String(row['name']),
        nights: Number(row['nights']),
      }))
      return { job, entries }
    },
  }
}
