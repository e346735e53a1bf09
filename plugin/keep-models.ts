import type { Call } from './call.js'
import { type Living, type Model, modelOf } from './inside-alpine.js'

/**
 * Notes the models of what the user edited. The function it gives puts back those that have changed since; the controls
 * go on showing what they show, which with `.lazy`, `.debounce` or `.trim` is not what the model has.
 */
export function keepModels({ edited }: Call): () => void {
  const look = () => Array.from(edited, (el) => JSON.stringify(modelOf(el)?.get()))
  const before = look()
  return () => {
    // all are looked at before the first is put back, as controls may share a model
    const now = look()
    Array.from(edited, (el, index) => now[index] === before[index] || putBack(el, before[index]))
  }
}

/** Sets a model to a value, given as JSON, without a change of what the control shows. */
function putBack(el: Element, text: string | undefined): void {
  const living = el as Living
  const model = living._x_model as Model
  model.show ??= living._x_forceModelUpdate
  const { show } = model
  living._x_forceModelUpdate = (value) => JSON.stringify(value) === text || show?.(value)
  model.set(text && JSON.parse(text))
  // behind Alpine's effects, which are in the queue by now
  queueMicrotask(() => {
    living._x_forceModelUpdate = show
  })
}
