import type { Alpine, Data } from './alpine.js'

/** `$hyper`, and `x-hyper="{ total: 41 }"`, which seeds what is missing before anything around it is rendered. */
export function registerStore(Alpine: Alpine, name: string): () => Data {
  const store = () => Alpine.store(name) as Data
  if (!store()) Alpine.store(name, {})
  Alpine.magic('hyper', store)
  Alpine.directive('hyper', (el, { expression }) => {
    for (const [key, value] of Object.entries(Alpine.evaluateRaw(el, expression) as Data))
      if (!(key in store())) store()[key] = value
  }).before('bind')
  return store
}
