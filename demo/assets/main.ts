import Alpine from 'alpinejs'
import hyper from '../../plugin/index.js'

Alpine.plugin(hyper)

/** Takes the focus when the element that had it has left the page. */
Alpine.data('focusFallback', () => ({
  take() {
    const { activeElement } = document
    if (activeElement === document.body || !activeElement?.checkVisibility()) this.$el.focus()
  },
}))

/** Steps from a field to the rows below it, and back. */
Alpine.data('arrows', () => ({
  move(step: number) {
    const stops = [...this.$root.querySelectorAll<HTMLElement>('input, summary')]
    const at = stops.indexOf(document.activeElement as HTMLElement)
    stops[at + step]?.focus()
  },
}))

Alpine.start()
