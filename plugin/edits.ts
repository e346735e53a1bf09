import type { Call } from './call.js'

export const editedSince = (_call: Call, _el: Element): boolean => false
