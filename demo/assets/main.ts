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

Alpine.start()
