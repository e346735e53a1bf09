import { type Client, createClient } from '@libsql/client'

/** Opens `file:/…/demo.db`, or a libSQL server, with the tables in it. */
export async function openDatabase(url: string): Promise<Client> {
  const database = createClient({ url })
  await database.executeMultiple(`
    create table if not exists totals (name text primary key, value integer not null);
    insert or ignore into totals values ('gates', 0);

    create table if not exists todos (
      id integer primary key autoincrement,
      title text not null,
      done integer not null default 0,
      removed_at integer
    );
    -- what was removed is kept for a day, so that it can be undone
    delete from todos where removed_at < unixepoch() - 86400;
  `)
  return database
}
