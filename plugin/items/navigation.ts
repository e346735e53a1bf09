/** Kinds about where the page is, and what it is called, loaded together. */
export { load } from './load.js'
export { meta } from './meta.js'
export { redirect } from './redirect.js'
export { reload } from './reload.js'
export { title } from './title.js'
export { url } from './url.js'
export { visit } from './visit.js'
