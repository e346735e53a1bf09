/** Kinds about where the page is, loaded together. */
export { redirect } from './redirect.js'
export { reload } from './reload.js'
export { title } from './title.js'
export { url } from './url.js'
