import type { CallOptions } from './serve.js'

let calls = 0

/** A call as the page sends it: with an id of its own, the same for each attempt. */
export type Sending = (attempt?: number, more?: CallOptions) => CallOptions & { headers: Record<string, string> }

export function sending(options: CallOptions = {}): Sending {
  const id = `call-${++calls}-${process.pid}`
  return (attempt = 1, more = {}) => ({
    action: 'go',
    ...options,
    ...more,
    headers: {
      'Hyper-Call': id,
      'Idempotency-Key': id,
      ...(attempt > 1 && { 'Hyper-Attempt': String(attempt) }),
      ...options.headers,
      ...more.headers,
    },
  })
}
