import type { Entry } from './imports.js'

/** Entries of the old guest book. */
export const total = 200

const first = 'Ada Anton Berta Carla Emil Frieda Gustav Hanna Ida Jakob Klara Leo Marie Nora Otto Paula'.split(' ')
const last = 'Aigner Berger Egger Falk Gruber Huber Innerhofer Koch Lechner Moser Oberhofer Pichler Steiner'.split(' ')

/** All of them are invented, and always the same. */
export function inventEntry(n: number): Entry {
  const pick = (names: string[], by: number) => names[(n * by) % names.length] ?? ''
  return { n, name: `${pick(first, 7)} ${pick(last, 5)}`, nights: 1 + ((n * 11) % 4) }
}
