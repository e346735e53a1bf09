import type { Client, Row } from '@libsql/client'

export interface Message {
  id: number
  name: string
  text: string
  /** Seconds since 1970. */
  at: number
}

/** Messages of a page. */
const most = 20

/** What has been said, kept in the database. */
export function createMessages(database: Client) {
  async function query(sql: string, ...args: (string | number)[]): Promise<Message[]> {
    const { rows } = await database.execute({ sql, args })
    return rows.map(messageOf)
  }

  return {
    async add(name: string, text: string): Promise<Message> {
      const [message] = await query('insert into messages (name, text) values (?, ?) returning *', name, text)
      return message as Message
    },
    /** The last ones before an id, the oldest first; and the id that others come before, if there are others. */
    async before(id = Number.MAX_SAFE_INTEGER): Promise<{ messages: Message[]; more: number | undefined }> {
      const found = await query('select * from messages where id < ? order by id desc limit ?', id, most + 1)
      const messages = found.slice(0, most).reverse()
      return { messages, more: found.length > most ? messages[0]?.id : undefined }
    },
  }
}

function messageOf(row: Row): Message {
  return { id: Number(row['id']), name: String(row['name']), text: String(row['text']), at: Number(row['at']) }
}
