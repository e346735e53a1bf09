import type { Row } from '@libsql/client'

/** One of the places that can be looked for. All of them are invented. */
export interface Place {
  name: string
  kind: Kind
  region: string
  /** Metres above the sea. */
  height: number
  note: string
}

export const kinds = ['Peak', 'Hut', 'Trail', 'Lake'] as const
export type Kind = (typeof kinds)[number]

/** One of the database, where it has a number. */
export interface StoredPlace extends Place {
  id: number
}

export function placeOf(row: Row): StoredPlace {
  return {
    id: Number(row['rowid']),
    name: String(row['name']),
    kind: row['kind'] as Kind,
    region: String(row['region']),
    height: Number(row['height']),
    note: String(row['note']),
  }
}

const count = 5000

export const regions = [
  'Adamello',
  'Allgäu',
  'Aosta',
  'Berner Oberland',
  'Dolomites',
  'Engadin',
  'Glarus',
  'Karwendel',
  'Lechtal',
  'Ortler',
  'Ötztal',
  'Savoy',
  'Silvretta',
  'Stubai',
  'Uri',
  'Valais',
  'Vorarlberg',
  'Zillertal',
]

const stems =
  `Adler Ahorn Alpen Auer Bären Birken Blau Blumen Bock Brunn Dachs Distel Donner Dreier Edel Eis Enzian Erlen Falken
Feld Feuer Fichten Firn Föhn Fuchs Gams Geier Glocken Gold Grau Grün Habicht Hagel Hasel Heu Hirsch Hoch Hühner Kalk Kessel
Kreuz Kuh Lang Lärchen Luchs Mittag Mond Moos Murmel Nebel Ochsen Rauch Reh Rot Rosen Salz Sattel Schatten Schiefer Schnee
Schwarz Silber Sommer Sonnen Stein Stern Sturm Tannen Tauben Tor Wald Weiss Wetter Widder Wild Winter Wind Wolken Zinnen Zirben`.split(
    /\s+/,
  )

interface Sort {
  kind: Kind
  endings: string[]
  heights: readonly [from: number, to: number]
  note(pick: (from: number, to: number) => number): string
}

/** There are more peaks than huts, more huts than trails, more trails than lakes. */
const sorts: Sort[] = [
  {
    kind: 'Peak',
    endings: ['horn', 'spitze', 'kogel', 'kopf', 'stock', 'wand', 'turm'],
    heights: [1900, 4100],
    note: (pick) => `First climbed in ${pick(1779, 1938)}, from the ${['north', 'east', 'south', 'west'][pick(0, 3)]}.`,
  },
  {
    kind: 'Hut',
    endings: ['hütte', 'alm', 'haus', 'biwak'],
    heights: [1300, 3100],
    note: (pick) =>
      `${pick(6, 120)} beds; open from ${['May', 'June', 'July'][pick(0, 2)]} to ${['September', 'October'][pick(0, 1)]}.`,
  },
  {
    kind: 'Trail',
    endings: ['steig', 'weg', 'pfad'],
    heights: [900, 2900],
    note: (pick) => `${pick(3, 22)} kilometres and ${pick(2, 14) * 100} metres up; ${pick(2, 8)} hours.`,
  },
  {
    kind: 'Lake',
    endings: ['see', 'weiher'],
    heights: [800, 2800],
    note: (pick) => `${pick(2, 60)} metres deep; ${pick(6, 18)} degrees in August.`,
  },
]

/** The same ones at each start. */
export function inventPlaces(): Place[] {
  const random = randomFrom(20_260)
  const pick = (from: number, to: number) => from + Math.floor(random() * (to - from + 1))
  const one = <T>(of: readonly T[]) => of[pick(0, of.length - 1)] as T
  const places = new Map<string, Place>()
  while (places.size < count) {
    const sort = sorts[Math.floor(random() ** 1.6 * sorts.length)] as Sort
    const [from, to] = sort.heights
    const name = one(stems) + one(sort.endings)
    const region = one(regions)
    // no two of a name in a region
    places.set(`${name} ${region}`, { name, kind: sort.kind, region, height: pick(from, to), note: sort.note(pick) })
  }
  return [...places.values()]
}

/** Mulberry32: numbers from 0 to 1 that look like chance. */
function randomFrom(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }
}
