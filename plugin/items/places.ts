/** Kinds about where the user is in the page, loaded together. */
export { focus } from './focus.js'
export { scroll } from './scroll.js'
