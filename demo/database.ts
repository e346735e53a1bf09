import { type Client, createClient } from '@libsql/client'
import { inventPlaces } from './pages/search/places.js'

/** Opens `file:/…/demo.db`, or a libSQL server, with the tables in it. */
export async function openDatabase(url: string): Promise<Client> {
  const database = createClient({ url })
  // several processes may write
  await database.executeMultiple(`
    pragma journal_mode = wal;
    pragma busy_timeout = 5000;
    create table if not exists totals (name text primary key, value integer not null);
    insert or ignore into totals values ('gates', 0);
    create table if not exists passes (
      call text primary key,
      at integer not null default (unixepoch())
    );

    create table if not exists todos (
      id integer primary key autoincrement,
      title text not null,
      done integer not null default 0,
      removed_at integer
    );
    create table if not exists cards (
      id integer primary key,
      title text not null,
      about text not null,
      done integer not null,
      note text not null default '',
      name text not null default '',
      changed integer not null default 0
    );
    insert or ignore into cards (id, title, about, done, note, name) values
      (1, 'Clear the upper path', 'A larch lies across it, just after the second bridge.', 0, '', ''),
      (2, 'Sweep the chimney', 'The stove has smoked since October.', 2, 'The brush hangs behind the door.', 'Ida'),
      (3, 'Mend the water pipe', 'It drips where it comes through the wall.', 1, '', ''),
      (4, 'Air the blankets', 'All forty, on the first dry day.', 3, '', ''),
      (5, 'Carry up the flour', 'Two sacks, with the goods lift if it runs.', 0, 'Not before Friday.', 'Tom'),
      (6, 'Paint the shutters', 'Red again; half of the paint is in the shed.', 1, '', '');

    create table if not exists members (
      id integer primary key,
      email text not null unique collate nocase,
      name text not null,
      password text not null,
      joined integer not null default (unixepoch())
    );
    create table if not exists pictures (
      n integer primary key autoincrement,
      id text not null unique,
      name text not null,
      type text not null,
      size integer not null
    );
    create table if not exists climbs (
      id integer primary key autoincrement,
      step integer not null default 0,
      ended text
    );
    create table if not exists imports (
      id integer primary key autoincrement,
      call text not null unique,
      state text not null default 'running'
    );
    create table if not exists guests (
      import integer not null references imports,
      n integer not null,
      name text not null,
      nights integer not null,
      primary key (import, n)
    );
    create table if not exists messages (
      id integer primary key autoincrement,
      name text not null,
      text text not null,
      at integer not null default (unixepoch())
    );
    create virtual table if not exists places using fts5(
      name, kind, region, height unindexed, note unindexed,
      tokenize = 'unicode61 remove_diacritics 2', prefix = '1 2 3'
    );

    -- what was removed is kept for a day, so that it can be undone
    delete from todos where removed_at < unixepoch() - 86400;
    -- no call is sent again after a day
    delete from passes where at < unixepoch() - 86400;
  `)
  await fillPlaces(database)
  return database
}

/** At the first start; one statement, so that it is all of them or none. */
async function fillPlaces(database: Client): Promise<void> {
  const { rows } = await database.execute('select 1 from places limit 1')
  if (rows.length > 0) return
  await database.execute({
    sql: `insert into places select value ->> 'name', value ->> 'kind', value ->> 'region', value ->> 'height',
      value ->> 'note' from json_each(?)`,
    args: [JSON.stringify(inventPlaces())],
  })
}
