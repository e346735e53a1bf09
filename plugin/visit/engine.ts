/** What goes to pages, loaded when somebody is about to. */
export { pop } from './back.js'
export { go } from './go.js'
export { prefetch } from './prefetch.js'
