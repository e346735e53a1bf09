/** Kinds about forms, dialogs and the like, loaded together. */
export { close } from './close.js'
export { reset } from './reset.js'
