import type { Applier } from '../items.js'

export const title: Applier<'title'> = ({ text }) => {
  document.title = text
}
