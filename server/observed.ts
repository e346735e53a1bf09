/** A rejection is thrown where the promise has its turn; if that never comes, it must not end the process. */
export function observed<T>(promise: Promise<T>): Promise<T> {
  promise.then(undefined, () => {})
  return promise
}
