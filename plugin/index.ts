import { createHyper } from './hyper.js'

export type { Swap, ToastAction, ToastLevel } from '../server/wire.js'
export type { ActionMagic, FormErrors } from './action-magic.js'
export type { CallOptions, Outcome, Reason } from './call.js'
export type { Match } from './calls.js'
export type { Confirm, ConfirmAnswer, ConfirmOptions } from './confirm.js'
export type { ErrorCode } from './error.js'
export { HyperError } from './error.js'
export type { CallInfo, HyperEvents } from './events.js'
export type { HyperOptions } from './hyper.js'
export type { Lane } from './lanes.js'
export type { ToastMagic } from './toasts.js'
export { createHyper }

/** The plugin: `Alpine.plugin(hyper)`. */
export default createHyper()
